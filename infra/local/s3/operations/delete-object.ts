import * as z from 'zod';
import { readXmlBody } from '../body/read-xml-body.ts';
import { buildXml, type XmlTree } from '../build-xml.ts';
import { writeCheck } from '../preconditions.ts';
import { objectArn, type S3Answer, type S3Call } from '../s3-call.ts';
import { accessDenied, S3Error } from '../s3-error.ts';

/** DeleteObject: deleting what is not there is a success, unless a condition says otherwise. */
export async function deleteObject(call: S3Call): Promise<S3Answer> {
  await call.bucket.delete(call.key, writeCheck(call.headers, call.key));
  return { status: 204 };
}

const Deletion = z.object({
  Delete: z.object({
    Quiet: z.string().optional(),
    Object: z
      .array(z.object({ Key: z.string().min(1), ETag: z.string().optional() }))
      .min(1)
      .max(1000),
  }),
});
type DeletedObject = z.infer<typeof Deletion>['Delete']['Object'][number];

/** DeleteObjects: each key succeeds or fails for itself, and is authorized for itself. */
export async function deleteObjects(call: S3Call): Promise<S3Answer> {
  const { Delete: deletion } = await readXmlBody(call, Deletion);
  const outcomes = await Promise.all(deletion.Object.map((object) => deleteOne(call, object)));
  const deleted = outcomes.filter((outcome) => !('Code' in outcome));
  const body = buildXml('DeleteResult', {
    Deleted: deletion.Quiet === 'true' ? undefined : deleted,
    Error: outcomes.filter((outcome) => 'Code' in outcome),
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

async function deleteOne(call: S3Call, { Key, ETag }: DeletedObject): Promise<XmlTree> {
  try {
    if (!call.allows('s3:DeleteObject', objectArn(call.bucketName, Key))) throw accessDenied();
    await call.bucket.delete(Key, writeCheck({ 'if-match': ETag }, Key));
    return { Key };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { Key, Code: error.code, Message: error.message };
  }
}
