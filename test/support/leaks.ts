import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that hold secrets because that is their purpose, and the twin's own memory. */
const vaults = /^(endpoints\.json|state\/secrets\.json|(state\/)?twin\.json.*)$/;

/** What makes an address one that anybody may use: S3's and the provider's (I5). */
const signedAddress = /X-Amz-Signature=|https?:[^\s"'<>\\]*[?&](Signature|OSSAccessKeyId)=/i;

/** A reply's signed address is for its reader's eyes: in a member `url`, and only where replies are kept. */
const keptReplies = /(^|\/)replies\.jsonl$/;
const urlMember = /(\\*")url\1:\s*\1[^"\\]*\1/g;

/** `undefined` for a directory, and for what others have removed since it was listed. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR' || code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Searches a platform's directory (log, journal, records, kept replies) for keys and signed query strings.
 * @returns one line per finding: the file and what was found in it
 */
export async function findLeaks(directory: string, keys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const name of glob('**', { cwd: directory })) {
    const text = vaults.test(name) ? undefined : await textOf(join(directory, name));
    if (text === undefined) continue;
    const given = keys.filter((key) => text.includes(key));
    const lines = (keptReplies.test(name) ? text.replace(urlMember, '') : text).split('\n');
    const signed = lines.filter((line) => signedAddress.test(line));
    found.push(...given.map((key) => `${name}: the key ${key}`));
    found.push(...signed.map((line) => `${name}: ${line.slice(0, 300)}`));
  }
  return found;
}
