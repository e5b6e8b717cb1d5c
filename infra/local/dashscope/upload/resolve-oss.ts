import { mediaErrors } from '../media/media-errors.ts';
import type { UploadOwner, UploadStore } from './upload-store.ts';

const scheme = 'oss://';

/**
 * Gives the bytes of an `oss://` address under its four conditions: the header of the call, the model and the account
 * of the policy, and an age below 48 hours (dashscope-api §6). Throws ProviderError 400.
 */
export async function resolveOss(
  url: string,
  headers: Headers,
  owner: UploadOwner,
  store: UploadStore,
): Promise<Uint8Array> {
  if (headers.get('x-dashscope-ossresourceresolve')?.toLowerCase() !== 'enable') {
    throw mediaErrors.unknownFormat();
  }
  const bytes = await store.get(url.slice(scheme.length), owner);
  if (!bytes) throw mediaErrors.unresolvedOss();
  return bytes;
}
