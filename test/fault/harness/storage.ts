import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { answerRequest } from '../../../infra/local/s3/answer-request.ts';
import { parseRequest } from '../../../infra/local/s3/parse-request.ts';
import { S3Error } from '../../../infra/local/s3/s3-error.ts';
import type { S3World } from '../../../infra/local/s3/s3-world.ts';
import { Buckets } from '../../../infra/local/s3/storage/buckets.ts';
import { bodyOf, targetOf, type Wire, type WireAnswer, type WireRequest } from './aws.ts';

/** S3 without its socket: one bucket in a directory. Requests are answered in the order of their arrival. */
export async function openStorage(
  directory: string,
  bucketName: string,
  rules: Pick<S3World, 'region' | 'authorize' | 'secretOf'>,
) {
  const now = () => new Date();
  const buckets = await Buckets.open(directory, now(), () => {});
  const bucket = await buckets.create(bucketName, now());
  const world: S3World = { ...rules, now, buckets };
  let last: Promise<unknown> = Promise.resolve();
  const wire: Wire = (request) => {
    const answered = last.then(() => answer(request, world));
    last = answered.catch(() => undefined);
    return answered;
  };
  return { wire, keys: (): readonly string[] => bucket.keys };
}

async function answer(request: WireRequest, world: S3World): Promise<WireAnswer> {
  try {
    const incoming = await toIncoming(request);
    const { status, headers = {}, body = '' } = await answerRequest(parseRequest(incoming), world);
    const bytes = typeof body === 'string' ? Buffer.from(body) : await buffer(body);
    return { status, headers: { 'content-length': String(bytes.length), ...headers }, body: bytes };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const headers = { 'content-type': 'application/xml' };
    return { status: error.status, headers, body: Buffer.from(error.toXml('in-process')) };
  }
}

/** The parts of a Node request that S3 reads. */
async function toIncoming(request: WireRequest): Promise<IncomingMessage> {
  const { method, headers } = request;
  const bytes = await bodyOf(request);
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const parts = { method, url: targetOf(request), headers: Object.fromEntries(lowered) };
  return Object.assign(Readable.from(bytes.length > 0 ? [bytes] : []), parts) as IncomingMessage;
}
