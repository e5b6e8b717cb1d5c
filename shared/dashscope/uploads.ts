import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { isPrivateHost } from '../media/addresses.ts';
import { timeoutSignal } from '../runtime/timeout-signal.ts';
import type { Clock } from '../runtime/world.ts';
import { ProviderSilentError, UploadFailedError } from './errors.ts';
import type { Transport } from './transport.ts';
import { streamForm, type UploadFile } from './upload-form.ts';

/** Leave to upload into one directory for one model, for some minutes (dashscope-api §6). */
const Policy = z.object({
  data: z.object({
    policy: z.string(),
    signature: z.string(),
    upload_dir: z.string(),
    upload_host: z.url({ protocol: /^https?$/ }),
    expire_in_seconds: z.number(),
    max_file_size_mb: z.number(),
    oss_access_key_id: z.string(),
    x_oss_object_acl: z.string(),
    x_oss_forbid_overwrite: z.string(),
  }),
});
type Policy = z.infer<typeof Policy>['data'];
type HeldPolicy = { readonly policy: Policy; readonly usableUntil: Date };

/** The provider takes smaller files only for this model. */
export class UploadTooLargeError extends Error {
  override readonly name = 'UploadTooLargeError';
  readonly code = 'upload_too_large';
  readonly retryable = false;
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`at most ${maxBytes} bytes can be uploaded for this model`);
    this.maxBytes = maxBytes;
  }
}

/** A policy that ends sooner is not begun with: the form may be long on its way. */
const spareSeconds = 60;
const attempts = 2;
/** Slower than this is no connection. */
const leastBytesPerSecond = 250_000;

/** Temporary uploads to the provider: 48 hours, for one model and one account (dashscope-api §6). */
export class Uploads {
  readonly #send: Transport;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #baseUrl: string;
  readonly #held = new Map<string, Promise<HeldPolicy>>();

  constructor(options: { send: Transport; fetch: typeof fetch; clock: Clock; baseUrl: string }) {
    this.#send = options.send;
    this.#fetch = options.fetch;
    this.#clock = options.clock;
    this.#baseUrl = options.baseUrl;
  }

  /**
   * Uploads a file that any number of calls of one model may then name.
   * @returns its `oss://` address
   * @throws UploadTooLargeError, UploadFailedError, the errors of errors.ts
   */
  async upload(file: UploadFile, model: string): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const { policy } = await this.#policyFor(model);
      const maxBytes = policy.max_file_size_mb * 1024 * 1024;
      if (file.bytes > maxBytes) throw new UploadTooLargeError(maxBytes);
      try {
        return await this.#post(policy, file);
      } catch (error) {
        // whatever it was: the next policy leads to another directory, so nothing can be in the way
        this.#held.delete(model);
        if (attempt >= attempts) throw error;
      }
    }
  }

  /** One policy serves every file of its model until it ends; its requests are limited per second. */
  async #policyFor(model: string): Promise<HeldPolicy> {
    const held = await this.#held.get(model)?.catch(() => undefined);
    if (held && this.#clock.now() < held.usableUntil) return held;
    const asked = this.#askPolicy(model);
    this.#held.set(model, asked);
    return asked;
  }

  async #askPolicy(model: string): Promise<HeldPolicy> {
    const asked = this.#clock.now().getTime();
    const query = new URLSearchParams({ action: 'getPolicy', model });
    const path = `/api/v1/uploads?${query}`;
    const response = await this.#send({ method: 'GET', path, timeoutSeconds: 20 });
    const policy = Policy.safeParse(await response.json().catch(() => undefined)).data?.data;
    if (!policy || !this.#isReachable(policy.upload_host))
      throw new ProviderSilentError('the upload policy cannot be used', { timedOut: false });
    const seconds = Math.max(0, policy.expire_in_seconds - spareSeconds);
    return { policy, usableUntil: new Date(asked + seconds * 1000) };
  }

  /** The provider itself may be on this machine; where it sends us may not, unless it is to itself. */
  #isReachable(host: string): boolean {
    const { origin, hostname, protocol } = new URL(host);
    if (origin === new URL(this.#baseUrl).origin) return true;
    return protocol === 'https:' && !isPrivateHost(hostname);
  }

  async #post(policy: Policy, file: UploadFile): Promise<string> {
    const key = `${policy.upload_dir}/${randomUUID()}-${file.name}`;
    const form = await streamForm(fieldsOf(policy, key), file);
    const seconds = spareSeconds + file.bytes / leastBytesPerSecond;
    const signal = timeoutSignal(seconds * 1000);
    const init = { method: 'POST', ...form, duplex: 'half', redirect: 'error', signal } as const;
    const response = await this.#fetch(policy.upload_host, init).catch((cause: unknown) => {
      throw new UploadFailedError('the connection to the provider’s storage broke', { cause });
    });
    const answer = await response.text().catch(() => '');
    if (response.ok) return `oss://${key}`;
    const [, code = 'no reason given'] = /<Code>([\w.]+)<\/Code>/.exec(answer) ?? [];
    throw new UploadFailedError(`the provider’s storage said ${response.status} ${code}`);
  }
}

function fieldsOf(policy: Policy, key: string): Record<string, string> {
  return {
    OSSAccessKeyId: policy.oss_access_key_id,
    Signature: policy.signature,
    policy: policy.policy,
    key,
    'x-oss-object-acl': policy.x_oss_object_acl,
    'x-oss-forbid-overwrite': policy.x_oss_forbid_overwrite,
    success_action_status: '200',
  };
}
