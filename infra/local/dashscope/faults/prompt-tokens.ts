import type * as z from 'zod';
import { ProviderError } from '../route.ts';
import { isFaultKind } from './fault-desk.ts';
import { createFaultRule, FaultRequest, type FaultRule } from './fault-rule.ts';

const token = /\[\[twin:(.*?)(?:\]\]|$)/gs;
const wording = /^([a-z_]+)((?:\s+[a-z_]+=(?:\\"[^"\\]*\\"|[^\s"\\]+))*)\s*$/;
const detail = /([a-z_]+)=(?:\\"([^"\\]*)\\"|([^\s"\\]+))/g;
const matchDetails = new Set(['nth', 'times']);

/**
 * Faults written into a prompt, for callers that reach nothing but the public API: `[[twin:task_failed code=X]]`.
 * Read from the raw JSON text, so that a token works in any field that carries a prompt.
 * @throws ProviderError 400 `InvalidParameter`: an unknown kind or detail, which ignored would let a test pass for nothing
 */
export function readPromptFaults(body: Uint8Array): FaultRule[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes('[[twin:')) return [];
  return [...bytes.toString('utf8').matchAll(token)].map(([, text = '']) => readToken(text));
}

function readToken(text: string): FaultRule {
  const [, kind, details = ''] = wording.exec(text) ?? [];
  const pairs = [...details.matchAll(detail)].map(
    ([, name = '', quoted, bare]): [string, string] => [name, quoted ?? bare ?? ''],
  );
  const isMatch = ([name]: [string, string]) => matchDetails.has(name);
  const parsed = FaultRequest.safeParse({
    match: Object.fromEntries(pairs.filter(isMatch)),
    fault: { kind, ...Object.fromEntries(pairs.filter((pair) => !isMatch(pair))) },
  });
  if (parsed.success) return createFaultRule(parsed.data);
  const message = `The twin knows no such fault: ${text.slice(0, 80)}`;
  throw new ProviderError(
    400,
    'InvalidParameter',
    `${message}. ${whatIsWrong(kind, parsed.error)}`,
  );
}

/** A kind on the list that lacks a detail is told apart from one that there is not. */
function whatIsWrong(kind: string | undefined, { issues }: z.ZodError): string {
  if (kind === undefined || !isFaultKind(kind)) return 'npm run twin -- --help lists them.';
  return issues.map(({ path, message }) => `${path.slice(1).join('.')} ${message}`).join('; ');
}
