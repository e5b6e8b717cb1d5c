import { cutSecrets } from '../runtime/redaction.ts';

/** What a provider's refusal means for us (dashscope-api §7.2). */
export type FailureKind =
  /** Slow down and try again. */
  | 'throttled'
  /** Our key, account or model access is at fault; the caller is not to blame. */
  | 'misconfigured'
  | 'content_policy'
  /** The media could not be fetched or read. */
  | 'media'
  | 'invalid'
  /** The provider itself failed. */
  | 'unavailable';

/** By code, or by the part of it before the first dot; whatever is not listed is judged by its status. */
const kindOfCode: Readonly<Record<string, FailureKind>> = {
  InvalidApiKey: 'misconfigured',
  invalid_api_key: 'misconfigured',
  'NOT AUTHORIZED': 'misconfigured',
  AccessDenied: 'misconfigured',
  access_denied: 'misconfigured',
  Model: 'misconfigured',
  Workspace: 'misconfigured',
  WorkSpaceNotFound: 'misconfigured',
  App: 'misconfigured',
  Endpoint: 'misconfigured',
  AllocationQuota: 'misconfigured',
  Arrearage: 'misconfigured',
  CommodityNotPurchased: 'misconfigured',
  PrepaidBillOverdue: 'misconfigured',
  PostpaidBillOverdue: 'misconfigured',
  DataInspectionFailed: 'content_policy',
  data_inspection_failed: 'content_policy',
  IPInfringementSuspect: 'content_policy',
  CustomRoleBlocked: 'content_policy',
  FaqRuleBlocked: 'content_policy',
  'InvalidParameter.DataInspection': 'media',
  'BadRequest.InputDownloadFailed': 'media',
  InvalidURL: 'media',
  InvalidFile: 'media',
  ModelServingError: 'throttled',
};

const permanentThrottle = /free allocated quota exceeded/i;
/** A server that does not say how long a file is will not say so the next time: an HTTP 500 for good (dashscope-api §7.2). */
const unfitServer = /content-(length|type) of multimodal url/i;
const mediaWords =
  /download|does not appear to be valid|media resource|image length and width|video file|multimodal/i;

/** The provider answered, and the answer is not success. */
export class ProviderResponseError extends Error {
  override readonly name = 'ProviderResponseError';
  readonly status: number;
  /** The provider's own code; `null` when the body was not the provider's. */
  readonly code: string | null;
  readonly requestId: string | null;
  readonly kind: FailureKind;

  constructor(facts: {
    status: number;
    code: string | null;
    message: string;
    requestId: string | null;
  }) {
    super(cutSecrets(facts.message));
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.kind = kindOf(facts.status, facts.code, facts.message);
  }

  get retryable(): boolean {
    // a 5xx without the provider's code may be a proxy's word for an answer that was lost
    const isTold = this.code !== null || this.status === 429;
    return isTold && (this.kind === 'throttled' || this.kind === 'unavailable');
  }
}

/** The request certainly never reached the provider: no key could be read, or DNS, connect or TLS failed. */
export class ProviderUnreachableError extends Error {
  override readonly name = 'ProviderUnreachableError';
  readonly code = 'provider_unreachable';
  readonly retryable = true;
}

/** The request may have reached the provider, but no answer came that can be understood. */
export class ProviderSilentError extends Error {
  override readonly name = 'ProviderSilentError';
  readonly code = 'provider_silent';
  readonly retryable = false;
  readonly timedOut: boolean;

  constructor(message: string, options: { cause?: unknown; timedOut: boolean }) {
    super(message, { cause: options.cause });
    this.timedOut = options.timedOut;
  }
}

/** An answer had begun: what was said may be billed, whatever the provider calls the reason that it went no further. */
export class AnswerBrokenError extends Error {
  override readonly name = 'AnswerBrokenError';
  readonly code = 'answer_broken';
  readonly retryable = false;

  constructor(cause: Error) {
    super(`the answer broke off: ${cause.message}`, { cause });
  }
}

/** The provider's temporary storage did not take a file; a later attempt may do better. */
export class UploadFailedError extends Error {
  override readonly name = 'UploadFailedError';
  readonly code = 'upload_failed';
  readonly retryable = true;
}

/** No usable key: none stored, or one that cannot work on this host (dashscope-api §1.2). */
export class ProviderKeyError extends Error {
  override readonly name = 'ProviderKeyError';
  readonly code = 'provider_misconfigured';
  readonly retryable = false;
}

function kindOf(status: number, code: string | null, message: string): FailureKind {
  const family = code?.split('.')[0] ?? '';
  if (permanentThrottle.test(message)) return 'misconfigured';
  if (unfitServer.test(message)) return 'media';
  const listed = kindOfCode[code ?? ''] ?? kindOfCode[family];
  if (listed) return listed;
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403) return 'misconfigured';
  if (status >= 500) return 'unavailable';
  return status === 400 && mediaWords.test(message) ? 'media' : 'invalid';
}
