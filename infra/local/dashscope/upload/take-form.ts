import { type Clock, ProviderError, type TwinCall } from '../route.ts';
import { checkConditions, readUploadForm } from './upload-form.ts';
import {
  directoryOfPolicy,
  openPolicy,
  ossAccessKeyId,
  type UploadGrants,
} from './upload-policy.ts';
import type { UploadStore } from './upload-store.ts';

export type FormDesk = {
  readonly clock: Clock;
  readonly grants: UploadGrants;
  readonly store: UploadStore;
};

const successStatuses = [200, 201, 204];

/** The form POST of OSS: keeps the file, answers without a body. Throws ProviderError with OSS's codes. */
export async function takeForm(
  call: TwinCall,
  { clock, grants, store }: FormDesk,
): Promise<Response> {
  refuseAuthorization(call.request.headers);
  const form = await readUploadForm(call.body, call.request.headers.get('content-type') ?? '');
  const { OSSAccessKeyId, policy = '', Signature = '', key = '' } = form.fields;
  if (OSSAccessKeyId !== ossAccessKeyId) throw unknownAccessKey();
  const opened = openPolicy(policy, Signature, clock.now());
  checkConditions(opened, form);
  const owner = grants.get(directoryOfPolicy(opened));
  if (!owner) throw unknownAccessKey();
  if (!(await store.put(key, owner, form.bytes))) throw keyTaken();
  const wanted = Number(form.fields.success_action_status);
  return new Response(null, { status: successStatuses.includes(wanted) ? wanted : 204 });
}

/** The provider's key must never be shown to OSS; a client that does so is told. */
function refuseAuthorization(headers: Headers): void {
  if (!headers.has('authorization')) return;
  throw new ProviderError(
    400,
    'InvalidArgument',
    'Only one auth mechanism allowed; only the form fields or the Authorization header should be specified.',
  );
}

function unknownAccessKey(): ProviderError {
  const message = 'The OSS Access Key Id you provided does not exist in our records.';
  return new ProviderError(403, 'InvalidAccessKeyId', message);
}

function keyTaken(): ProviderError {
  const message = 'The object you specified already exists and can not be overwritten.';
  return new ProviderError(409, 'FileAlreadyExists', message);
}
