import { createHash } from 'node:crypto';
import type { RateLimiter } from '../core/rate-limiter.ts';
import { type Clock, ProviderError, type TwinCall } from '../route.ts';
import {
  bucket,
  formHeaders,
  ossAccessKeyId,
  policySeconds,
  signPolicy,
  type UploadGrants,
} from './upload-policy.ts';
import type { AccountOf } from './upload-store.ts';

export type PolicyDesk = {
  readonly clock: Clock;
  readonly grants: UploadGrants;
  readonly limiter: RateLimiter;
  readonly accountOf: AccountOf;
};

const policiesPerSecond = 100;
const mebibyte = 1024 * 1024;

/** The limit depends on the model; one capture and the documents' sample are all that is known (dashscope-api §6). */
const fileSizes = [
  { model: /^(qwen|qvq)/, megabytes: 1024 },
  { model: /^/, megabytes: 100 },
];

/** `GET /api/v1/uploads?action=getPolicy&model=…`. Throws ProviderError 400, or 429 beyond 100 a second. */
export function givePolicy(call: TwinCall, desk: PolicyDesk): Response {
  const { clock, grants, limiter } = desk;
  const model = readModel(call);
  const account = desk.accountOf(call.keyName);
  if (!limiter.admit(`${account} ${model}`, policiesPerSecond)) throw tooManyPolicies();
  const uploadDirectory = directoryOf(call, account, clock);
  const megabytes = fileSizes.find((row) => row.model.test(model))?.megabytes ?? 0;
  const expiresAt = clock.now() + policySeconds * 1000;
  forgetExpired(grants, clock);
  grants.set(uploadDirectory, { model, account, expiresAt });
  const signed = signPolicy({ uploadDirectory, maxBytes: megabytes * mebibyte, expiresAt });
  return Response.json({
    request_id: call.requestId,
    data: {
      ...signed,
      upload_dir: uploadDirectory,
      upload_host: `${call.url.origin}/${bucket}`,
      expire_in_seconds: policySeconds,
      max_file_size_mb: megabytes,
      capacity_limit_mb: 999_999_999,
      oss_access_key_id: ossAccessKeyId,
      x_oss_object_acl: formHeaders['x-oss-object-acl'],
      x_oss_forbid_overwrite: formHeaders['x-oss-forbid-overwrite'],
    },
  });
}

function readModel(call: TwinCall): string {
  const { searchParams } = call.url;
  for (const [name, pattern] of [
    ['action', /^getPolicy$/],
    ['model', /./],
  ] as const) {
    if (pattern.test(searchParams.get(name) ?? '')) continue;
    const message = `Required parameter(${name}) missing or invalid, please check the request parameters.`;
    throw new ProviderError(400, 'InvalidParameter', message);
  }
  return searchParams.get('model') ?? '';
}

/** `dashscope-instant/<account>/<day>/<request id>`. */
function directoryOf(call: TwinCall, account: string, clock: Clock): string {
  const digest = createHash('md5').update(account).digest('hex');
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  return `dashscope-instant/${digest}/${day}/${call.requestId}`;
}

function forgetExpired(grants: UploadGrants, clock: Clock): void {
  for (const [directory, { expiresAt }] of grants) {
    if (clock.now() < expiresAt) return;
    grants.delete(directory);
  }
}

function tooManyPolicies(): ProviderError {
  const message = 'Requests rate limit exceeded, please try again later.';
  return new ProviderError(429, 'Throttling.RateQuota', message);
}
