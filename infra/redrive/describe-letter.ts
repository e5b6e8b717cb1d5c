import * as z from 'zod';
import { cutSecrets } from '../../shared/runtime/redaction.ts';

/** A problem as HTTP tells it, or the error of a job (shared/dead-letters/dead-letter.ts). */
const Letter = z.object({
  given_up_at: z.string(),
  problem: z.object({
    code: z.string(),
    detail: z.string().optional(),
    message: z.string().optional(),
    maybe_billed: z.boolean().optional(),
  }),
});

/** Lambda's record of an event that no attempt could handle. */
const InvocationRecord = z.object({
  timestamp: z.string(),
  responsePayload: z.object({ errorType: z.string(), errorMessage: z.string().default('') }),
});

const Doubt = z.object({ maybe_billed: z.boolean().optional().catch(undefined) });
const Event = z.object({ detail: Doubt.extend({ redrive: z.unknown().optional() }) });
/** What either of them tells of the money that an earlier attempt may have cost; the other parts do not matter. */
const Asked = z.object({
  problem: Doubt.optional().catch(undefined),
  event: Event.optional().catch(undefined),
  requestPayload: z.object({ event: Event }).optional().catch(undefined),
});

const mostCharacters = 200;

/** When and why a letter was given up, in one line without secrets; never what was asked. */
export function describeLetter(content: unknown): string {
  const letter = Letter.safeParse(content).data;
  const doubt = mayHaveBeenBilled(content) ? ' (may have been billed)' : '';
  if (letter) {
    const { code, detail, message = detail } = letter.problem;
    return `${letter.given_up_at}  ${code}${doubt}: ${inOneLine(message ?? '')}`;
  }
  const record = InvocationRecord.safeParse(content).data;
  if (!record) return 'nothing is known of it';
  const { errorType, errorMessage } = record.responsePayload;
  return `${record.timestamp}  ${errorType}${doubt}: ${inOneLine(errorMessage)}`;
}

/**
 * Whether the provider may have billed what the letter is about: trying it again may be paid for again. Where a job came
 * of it before and nothing says that it was free, it may have.
 */
export function mayHaveBeenBilled(content: unknown): boolean {
  const { event, requestPayload, problem } = Asked.safeParse(content).data ?? {};
  const detail = (event ?? requestPayload?.event)?.detail;
  const known = [problem?.maybe_billed, detail?.maybe_billed].filter((one) => one !== undefined);
  return known.length > 0 ? known.includes(true) : detail?.redrive !== undefined;
}

function inOneLine(words: string): string {
  const line = cutSecrets(words).replaceAll(/\s+/g, ' ');
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}
