import { buildXml } from '../build-xml.ts';
import type { S3Answer } from '../s3-call.ts';
import type { FormFields } from './post-policy.ts';

type PostedObject = {
  readonly location: string;
  readonly bucket: string;
  readonly key: string;
  /** Hex, without quotes. */
  readonly etag: string;
};

const chosenStatuses: Readonly<Record<string, number>> = { '200': 200, '201': 201 };

/** The answer the form asked for: a redirect, 200, 201 with a document, or 204. */
export function postAnswer(fields: FormFields, object: PostedObject): S3Answer {
  const { location, bucket, key } = object;
  const etag = `"${object.etag}"`;
  const redirect = redirectTarget(fields);
  if (redirect) {
    for (const [name, value] of Object.entries({ bucket, key, etag })) {
      redirect.searchParams.set(name, value);
    }
    return { status: 303, headers: { location: redirect.href, etag } };
  }
  const status = chosenStatuses[fields.success_action_status ?? ''] ?? 204;
  const headers = { location, etag };
  if (status !== 201) return { status, headers };
  const body = buildXml('PostResponse', {
    Location: location,
    Bucket: bucket,
    Key: key,
    ETag: etag,
  });
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

// S3 treats a redirect that is no URL as if it had not been given.
function redirectTarget(fields: FormFields): URL | undefined {
  const target = fields.success_action_redirect ?? fields.redirect;
  return target !== undefined && URL.canParse(target) ? new URL(target) : undefined;
}
