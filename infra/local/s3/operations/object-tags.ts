import * as z from 'zod';
import { readXmlBody } from '../body/read-xml-body.ts';
import { buildXml } from '../build-xml.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';
import { noSuchKey } from '../s3-error.ts';
import { checkTags } from './describe-object.ts';
import { requireObject } from './get-object.ts';

const Tagging = z.object({
  Tagging: z.object({
    // Without any tag the element has no children and is parsed as text.
    TagSet: z.union([
      z.object({ Tag: z.array(z.object({ Key: z.string(), Value: z.string() })) }),
      z.string().transform(() => ({ Tag: [] })),
    ]),
  }),
});

export async function getObjectTagging(call: S3Call): Promise<S3Answer> {
  const tags = Object.entries(requireObject(call).tags).map(([Key, Value]) => ({ Key, Value }));
  const body = buildXml('Tagging', { TagSet: { Tag: tags } });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

export async function putObjectTagging(call: S3Call): Promise<S3Answer> {
  const { Tagging: tagging } = await readXmlBody(call, Tagging);
  return replaceTags(call, checkTags(tagging.TagSet.Tag), 200);
}

export async function deleteObjectTagging(call: S3Call): Promise<S3Answer> {
  return replaceTags(call, {}, 204);
}

async function replaceTags(
  call: S3Call,
  tags: Record<string, string>,
  status: number,
): Promise<S3Answer> {
  if (!(await call.bucket.setTags(call.key, tags))) throw noSuchKey(call.key);
  return { status };
}
