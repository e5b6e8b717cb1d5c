import { lambdaUnknown } from './invocation.ts';
import { describeCall, type Interceptor, never, type OutboundCall } from './outbound.ts';
import type { Platform } from './platform.ts';

export type Moment = 'before' | 'after';
/** Does something at one call: before it goes out, or after it was carried out and before its answer is heard. */
export type Mishap = (number: number, moment: Moment) => (platform: Platform) => Interceptor;

/** The process dies; Step Functions sees `Lambda.Unknown`. */
export const killProcess: Mishap = (number, moment) => () => async (call, send) => {
  if (call.number !== number) return send();
  if (moment === 'after') await send().catch(() => undefined);
  call.invocation.die(lambdaUnknown);
  return never;
};

/** An operator stops every execution; the process that sent the call goes on, as Lambda's would. */
export const abortExecution: Mishap =
  (number, moment) =>
  ({ executions }) =>
  async (call, send) => {
    const abort = () => executions.running().forEach(executions.stop);
    if (call.number !== number) return send();
    if (moment === 'before') abort();
    try {
      return await send();
    } finally {
      if (moment === 'after') abort();
    }
  };

/** SIGKILL of the platform, and its next start on the same directory a minute later. */
export const killPlatform: Mishap = (number, moment) => (platform) => async (call, send) => {
  if (call.number !== number) return send();
  if (moment === 'after') await send().catch(() => undefined);
  platform.kill();
  setTimeout(platform.restart, 60_000);
  return never;
};

/** Which of a run's calls are worth breaking: of many that look alike the first two and the last. */
export function choosePoints(
  calls: readonly OutboundCall[],
  isWanted: (call: OutboundCall) => boolean,
): OutboundCall[] {
  const wanted = calls.filter(isWanted);
  const alike = Map.groupBy(wanted, describeCall);
  return wanted.filter((call) => {
    const group = alike.get(describeCall(call)) ?? [];
    return group.indexOf(call) < 2 || group.at(-1) === call;
  });
}
