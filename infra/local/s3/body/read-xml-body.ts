import type * as z from 'zod';
import type { S3Call } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { parseXml } from './parse-xml.ts';
import { receiveBody } from './receive-body.ts';

/** Enough for 10,000 parts or 1,000 keys of 1,024 bytes. */
const maxBytes = 4 * 1024 * 1024;

/** The XML document a call carries, its checksums verified. */
export async function readXmlBody<T>(call: S3Call, schema: z.ZodType<T>): Promise<T> {
  const body = receiveBody(call);
  if (body.length > maxBytes) {
    throw new S3Error('MaxMessageLengthExceeded', 'Your request was too big.');
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of body.stream) pieces.push(piece);
  return parseXml(Buffer.concat(pieces).toString('utf8'), schema);
}
