import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const Version = z.object({
  id: z.string(),
  /** Epoch milliseconds. */
  createdDate: z.number(),
  stages: z.array(z.string()),
  secretString: z.string().optional(),
  /** Base64. */
  secretBinary: z.string().optional(),
  /** Given by the platform when it started, not put by a caller. */
  isInitial: z.boolean().default(false),
});
export type SecretVersion = z.infer<typeof Version>;

/** Versions by secret ARN, the newest first. */
const SecretFile = z.record(z.string(), z.array(Version));
export type SecretVersions = z.infer<typeof SecretFile>;

/** Reads the stored versions; a missing file is an empty store. Throws when the file is not ours. */
export function readSecretFile(file: string): SecretVersions {
  try {
    return SecretFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Replaces the file in one step, readable by its owner only. */
export function writeSecretFile(file: string, versions: SecretVersions): void {
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next`;
  writeFileSync(next, JSON.stringify(versions), { mode: 0o600 });
  renameSync(next, file);
}
