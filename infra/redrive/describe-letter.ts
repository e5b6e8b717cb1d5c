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

/**
 * Lambda's record of an event that no attempt could handle. A function that ran out of time names no error, and for an
 * event that was never tried there is no answer at all; the condition is always told.
 */
const InvocationRecord = z.object({
  timestamp: z.string(),
  requestContext: z.object({ condition: z.string() }).partial().default({}),
  responsePayload: z
    .object({ errorType: z.string(), errorMessage: z.string() })
    .partial()
    .nullish()
    .catch(null),
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
  return describeRecord(InvocationRecord.safeParse(content).data, doubt);
}

function describeRecord(record: z.infer<typeof InvocationRecord> | undefined, doubt: string) {
  const { errorType, errorMessage } = record?.responsePayload ?? {};
  const reason = errorType ?? record?.requestContext.condition;
  if (!record || reason === undefined) return 'nothing is known of it';
  const words = errorMessage ? `: ${inOneLine(errorMessage)}` : '';
  return `${record.timestamp}  ${reason}${doubt}${words}`;
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
