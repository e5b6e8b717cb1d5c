import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../../infra/local/application.ts';
import { choosePoints, type Mishap, type Moment } from './mishaps.ts';
import { describeCall, type OutboundCall } from './outbound.ts';
import { createReport } from './report.ts';
import { runScenario, type Scenario } from './scenario.ts';
import type { Stories } from './stories.ts';

type Row = { readonly call: OutboundCall; readonly moment: Moment; readonly point: string };

export type EachPoint = {
  readonly group: string;
  readonly stories: Stories;
  readonly mishap: Mishap;
  /** Which calls are points. */
  readonly isWanted: (call: OutboundCall) => boolean;
  readonly moments?: readonly Moment[];
};

/** Tells every story once undisturbed, and then once for every outbound call at which something can happen. */
export async function describeEachPoint(options: EachPoint): Promise<void> {
  const { group, stories, mishap, isWanted, moments = ['before', 'after'] } = options;
  const { assembly, rows } = inject('faultSuite');
  const application = readApplication(assembly);
  for (const [name, story] of Object.entries(stories)) {
    const undisturbed = await runScenario(application, { ...story, name });
    if (undisturbed.problems.length > 0) throw new Error(undisturbed.problems.join('; '));
    const told = undisturbed.calls.filter(isSince(undisturbed.calls, story.since));
    const points = choosePoints(told, isWanted).flatMap((call): Row[] =>
      moments.map((moment) => ({ call, moment, point: `${call.number} ${describeCall(call)}` })),
    );
    if (points.length === 0) throw new Error(`nothing can happen in ${name}`);
    describe(`${group}: ${name}`, () => {
      const report = createReport(`${group}: ${name}`, rows);
      afterAll(report.write);
      it.for(points)('holds $moment $point', async ({ call, moment, point }) => {
        const arrange: Scenario['arrange'] = async (platform) => {
          await story.arrange?.(platform);
          platform.intercept(mishap(call.number, moment)(platform));
        };
        const { mayBeUnclaimed = isFirstSubmit(story, call) } = story;
        const title = `${moment} ${point}`;
        const scenario = { ...story, name: title, arrange, mayBeUnclaimed };
        report.check(await runScenario(application, scenario));
      });
    });
  }
}

const isSince =
  ([first]: readonly OutboundCall[], seconds = 0) =>
  ({ at }: OutboundCall): boolean =>
    at - (first?.at ?? at) >= seconds * 1000;

/**
 * Most stories are about the first job that an account ever had: when it loses the answer of its submit,
 * nothing tells yet which of the tasks that are listed were made with our key.
 */
const isFirstSubmit = ({ since }: Stories[string], { functionName }: OutboundCall): boolean =>
  since === undefined && (functionName === 'SubmitTask' || functionName === 'FindTask');

/** The functions that are states of the workflow. */
export const isWorkflow = ({ functionName }: OutboundCall): boolean =>
  /Task$|^GiveUpWaiting$|^ArchiveVideo$|^CloseJob$/.test(functionName);
