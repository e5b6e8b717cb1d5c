import * as z from 'zod';
import { cutSecrets } from '../../shared/runtime/redaction.ts';

/** A problem as HTTP tells it, or the error of a job (shared/dead-letters/dead-letter.ts). */
const Letter = z.object({
  given_up_at: z.string(),
  problem: z.object({
    code: z.string(),
    detail: z.string().optional(),
    message: z.string().optional(),
    maybe_billed: z.boolean().default(false),
  }),
});

/** Lambda's record of an event that no attempt could handle. */
const InvocationRecord = z.object({
  timestamp: z.string(),
  responsePayload: z.object({ errorType: z.string(), errorMessage: z.string().default('') }),
});

const mostCharacters = 200;

/** When and why a letter was given up, in one line without secrets; never what was asked. */
export function describeLetter(content: unknown): string {
  const letter = Letter.safeParse(content).data;
  if (letter) {
    const { code, detail, message = detail, maybe_billed } = letter.problem;
    const doubt = maybe_billed ? ' (may have been billed)' : '';
    return `${letter.given_up_at}  ${code}${doubt}: ${inOneLine(message ?? '')}`;
  }
  const record = InvocationRecord.safeParse(content).data;
  if (!record) return 'nothing is known of it';
  const { errorType, errorMessage } = record.responsePayload;
  return `${record.timestamp}  ${errorType}: ${inOneLine(errorMessage)}`;
}

/** Whether the provider may have billed what the letter is about: trying it again may be paid for again. */
export function mayHaveBeenBilled(content: unknown): boolean {
  return Letter.safeParse(content).data?.problem.maybe_billed ?? false;
}

function inOneLine(words: string): string {
  const line = cutSecrets(words).replaceAll(/\s+/g, ' ');
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}
