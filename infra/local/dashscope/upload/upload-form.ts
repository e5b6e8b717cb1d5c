import { ProviderError } from '../route.ts';
import { type Policy, policyRefusal } from './upload-policy.ts';

/** The fields that stand before `file`, and the file; what follows it does not count (dashscope-api §6). */
export type UploadForm = {
  readonly fields: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
};

const requiredFields = ['OSSAccessKeyId', 'policy', 'Signature', 'key'];

/** Reads multipart/form-data. Throws ProviderError 400 in OSS's words for a form that is not complete. */
export async function readUploadForm(body: Uint8Array, contentType: string): Promise<UploadForm> {
  const form = await parseForm(body, contentType);
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else if (name === 'file') return complete(fields, value);
  }
  throw malformed('POST requires exactly one file upload per request.');
}

async function parseForm(body: Uint8Array, contentType: string): Promise<FormData> {
  try {
    const headers = { 'content-type': contentType };
    return await new Response(body as Uint8Array<ArrayBuffer>, { headers }).formData();
  } catch {
    throw new ProviderError(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  }
}

async function complete(fields: Record<string, string>, file: File): Promise<UploadForm> {
  const missing = requiredFields.find((name) => !fields[name]);
  if (missing) {
    throw malformed(
      `Bucket POST must contain a field named '${missing}'. If it is specified, please check the order of the fields.`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const key = fields.key?.replaceAll('${' + 'filename}', file.name) ?? '';
  return { fields: { ...fields, key }, bytes };
}

function malformed(message: string): ProviderError {
  return new ProviderError(400, 'InvalidArgument', message);
}

/** Holds the form against every condition of its policy. Throws ProviderError 403, or 400 for a wrong size. */
export function checkConditions({ conditions }: Policy, { fields, bytes }: UploadForm): void {
  for (const condition of conditions) {
    if (Array.isArray(condition)) checkOperator(condition, fields, bytes.byteLength);
    else checkEquals(condition, fields);
  }
}

function checkOperator(
  condition: readonly unknown[],
  fields: Readonly<Record<string, string>>,
  size: number,
): void {
  const [operator, first, second] = condition;
  if (operator === 'content-length-range') {
    if (size > Number(second)) {
      throw new ProviderError(
        400,
        'EntityTooLarge',
        'Your proposed upload exceeds the maximum allowed size.',
      );
    }
    return;
  }
  const value = fields[String(first).replace(/^\$/, '')] ?? '';
  if (!value.startsWith(String(second))) throw failed(condition);
}

/** The bucket is the address itself and never a field. */
function checkEquals(
  condition: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(condition)) {
    if (name !== 'bucket' && fields[name] !== value) throw failed(condition);
  }
}

function failed(condition: unknown): ProviderError {
  return policyRefusal(`Policy Condition failed: ${JSON.stringify(condition)}`);
}
