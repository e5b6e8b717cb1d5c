import { createMediaOfCall } from '../../../../../../infra/local/dashscope/media/media-of-call.ts';
import { ProviderError, type TwinCall } from '../../../../../../infra/local/dashscope/route.ts';
import { createUploadRoutes } from '../../../../../../infra/local/dashscope/upload/routes.ts';
import { createUploadStore } from '../../../../../../infra/local/dashscope/upload/upload-store.ts';
import { samplePicture } from '../media/sample-media.ts';

export const origin = 'http://127.0.0.1:3004';
export const picture = await samplePicture('jpeg', 64, 48);
const resolveHeader = { 'X-DashScope-OssResourceResolve': 'enable' };

export type PolicyData = Readonly<Record<string, string | number>> & {
  readonly upload_dir: string;
  readonly upload_host: string;
  readonly policy: string;
};

export type Form = Record<string, string>;

function callOf(request: Request, body: Uint8Array, keyName: string | undefined): TwinCall {
  return {
    request,
    url: new URL(request.url),
    body,
    requestId: crypto.randomUUID(),
    keyName,
    parameters: {},
    fault: () => undefined,
  };
}

/** The upload routes with a clock that moves by hand; every key name is an account. */
export function startUploads() {
  let now = Date.parse('2026-11-21T08:00:00Z');
  const clock = { now: () => now };
  const store = createUploadStore({ clock });
  const accountOf = (keyName: string | undefined) => keyName ?? '';
  const [policyRoute, formRoute] = createUploadRoutes({ clock, store, accountOf });
  const mediaOf = createMediaOfCall({ fetch, trustedOrigins: [], uploads: store, accountOf });
  if (!policyRoute || !formRoute) throw new Error('no routes');

  async function givePolicy(query: string, keyName = 'a'): Promise<Response> {
    const request = new Request(`${origin}/api/v1/uploads?${query}`);
    return policyRoute?.handle(callOf(request, new Uint8Array(), keyName)) as Promise<Response>;
  }

  async function takeForm(form: FormData, headers: Form = {}): Promise<Response> {
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    const body = await encoded.bytes();
    const init = { method: 'POST', headers: { 'content-type': type, ...headers } };
    const request = new Request(`${origin}/dashscope-file-mgr`, init);
    return formRoute?.handle(callOf(request, body, undefined)) as Promise<Response>;
  }

  return {
    store,
    givePolicy,
    takeForm,
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
    policyOf: async (model = 'qwen3.5-plus', keyName = 'a') => {
      const response = await givePolicy(`action=getPolicy&model=${model}`, keyName);
      return ((await response.json()) as { data: PolicyData }).data;
    },
    fetchMedia: (url: string, model: string, keyName: string, headers: Form = resolveHeader) => {
      const request = new Request(`${origin}/api`, { method: 'POST', headers });
      return mediaOf(callOf(request, new Uint8Array(), keyName), model)(url);
    },
  };
}

export const fieldsOf = (data: PolicyData, name = 'a.jpg'): Form => ({
  OSSAccessKeyId: String(data.oss_access_key_id),
  Signature: String(data.signature),
  policy: data.policy,
  key: `${data.upload_dir}/${name}`,
  'x-oss-object-acl': String(data.x_oss_object_acl),
  'x-oss-forbid-overwrite': String(data.x_oss_forbid_overwrite),
  success_action_status: '200',
});

export function formOf(fields: Form, file: Uint8Array | undefined = picture): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append('file', new Blob([new Uint8Array(file)]), 'a.jpg');
  return form;
}

export async function refusalOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { status: error.status, code: error.code, message: error.message };
  }
  throw new Error('It was not refused');
}
