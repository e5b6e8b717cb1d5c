import { jsonAnswer, type WireAnswer } from './aws.ts';
import type { Mishap } from './mishaps.ts';
import type { Interceptor, OutboundCall } from './outbound.ts';
import type { Platform } from './platform.ts';

type Matches = (call: OutboundCall) => boolean;

const isAws: Matches = ({ service }) => service !== 'provider';

/** The call is carried out and its answer never comes; AWS clients try again by themselves. */
export const loseAnswer: Mishap = (number) => () => async (call, send) => {
  if (call.number !== number || !isAws(call)) return send();
  await send();
  throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
};

/** From a call on, its service refuses everything for so many seconds. */
export const refuseFor =
  (seconds: number): Mishap =>
  (number) =>
  () => {
    let outage: { readonly service: string; readonly until: number } | undefined;
    return async (call, send) => {
      if (call.number === number)
        outage = { service: call.service, until: Date.now() + seconds * 1000 };
      const isOut = outage?.service === call.service && Date.now() < outage.until;
      return isOut ? refusal(call) : send();
    };
  };

/** A service that refuses all calls of some functions until a moment, in seconds from the start. */
export const refuseUntil =
  (seconds: number, matches: Matches) =>
  (platform: Platform): Interceptor =>
  async (call, send) =>
    matches(call) && platform.time.elapsedSeconds() < seconds ? refusal(call) : send();

function refusal({ service }: OutboundCall): WireAnswer {
  if (service === 'provider') throw new Error('the provider has faults of its own');
  if (service !== 's3') return jsonAnswer(500, { __type: 'InternalServiceError', message: 'no' });
  return s3Refusal(503, 'SlowDown');
}

function s3Refusal(status: number, code: string): WireAnswer {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

const isRecordWrite: Matches = ({ service, method, what }) =>
  service === 's3' && method === 'PUT' && what.includes('/job.json');

/** Another conditional write of the same key is always just under way, so many times in a row. */
export const conflictTimes = (times: number) => (): Interceptor => {
  let left = times;
  return async (call, send) => {
    if (!isRecordWrite(call) || left <= 0) return send();
    left -= 1;
    return s3Refusal(409, 'ConditionalRequestConflict');
  };
};

/** Another writer changes the record just before each of so many writes, so that their versions are stale. */
export const outrunTimes =
  (times: number) =>
  ({ store, keys }: Platform): Interceptor => {
    let left = times;
    return async (call, send) => {
      if (!isRecordWrite(call) || left <= 0) return send();
      left -= 1;
      for (const key of keys().filter((one) => one.endsWith('/job.json'))) {
        const { value } = (await store.readJson(key)) ?? {};
        await store.writeJson(key, { ...(value as object), touched: left });
      }
      return send();
    };
  };
