import type { JobReference } from '../../shared/storage/keys.ts';
import { archiveVideo } from '../../shared/video/archive-video.ts';
import { closeVideo } from '../../shared/video/close-video.ts';
import { deliverMedia } from '../../shared/video/deliver-media.ts';
import { findTask } from '../../shared/video/find-task.ts';
import { giveUpWaiting } from '../../shared/video/give-up-waiting.ts';
import { pollTask } from '../../shared/video/poll-task.ts';
import type { SubmitWork } from '../../shared/video/prepare-submit.ts';
import { submitTask } from '../../shared/video/submit-task.ts';
import type { AnnouncingVideoWork, StepInput, StepOutput } from '../../shared/video/workflow.ts';
import type { VideoWorld } from './in-process-world.ts';

type State =
  | 'SubmitTask'
  | 'DeliverMedia'
  | 'FindTask'
  | 'WaitToFind'
  | 'WaitForTask'
  | 'PollTask'
  | 'GiveUpWaiting'
  | 'ArchiveVideo'
  | 'CloseJob'
  | 'Ended';

type Task = (work: AnnouncingVideoWork & SubmitWork, input: StepInput) => Promise<StepOutput>;

type TaskState = {
  readonly run: Task;
  readonly routes: Readonly<Record<string, State>>;
  readonly failed: State;
  readonly tries: number;
};

const finished = { archiving: 'ArchiveVideo', closing: 'CloseJob', closed: 'Ended' } as const;
const submitted: Readonly<Record<string, State>> = {
  ...finished,
  admission: 'SubmitTask',
  delivering: 'DeliverMedia',
  submitting: 'FindTask',
  searching: 'WaitToFind',
};
const looked: Readonly<Record<string, State>> = { ...finished, expired: 'GiveUpWaiting' };

/** The workflow's task states: their handler, where a phase leads, where an error leads, tries in all. */
const tasks: Readonly<Partial<Record<State, TaskState>>> = {
  SubmitTask: { run: submitTask, routes: submitted, failed: 'FindTask', tries: 1 },
  DeliverMedia: {
    run: deliverMedia,
    routes: new Proxy({}, { get: () => 'SubmitTask' }),
    failed: 'SubmitTask',
    tries: 1,
  },
  FindTask: { run: findTask, routes: submitted, failed: 'FindTask', tries: 3 },
  PollTask: { run: pollTask, routes: looked, failed: 'WaitForTask', tries: 3 },
  GiveUpWaiting: { run: giveUpWaiting, routes: looked, failed: 'WaitForTask', tries: 3 },
  ArchiveVideo: {
    run: archiveVideo,
    routes: new Proxy({}, { get: () => 'CloseJob' }),
    failed: 'WaitForTask',
    tries: 3,
  },
  CloseJob: { run: closeVideo, routes: { closed: 'Ended' }, failed: 'CloseJob', tries: 3 },
};

const mostStates = 2000;

/** A run that is killed comes here as this error and goes no further. */
const isDeath = (error: unknown) => (error as Error).name === 'KilledError';

/**
 * Runs a job's execution from the start as the state machine would (infra/constructs/video-workflow-definition.ts),
 * waits moving the virtual clock.
 * @returns the states that were entered
 */
export async function runMachine(world: VideoWorld, { owner, id }: JobReference): Promise<State[]> {
  const path: State[] = [];
  let state: State = 'SubmitTask';
  let step: StepOutput | undefined;
  while (state !== 'Ended') {
    path.push(state);
    if (path.length > mostStates) throw new Error(`no end: ${path.slice(-10).join(' ')}`);
    const task: TaskState | undefined = tasks[state];
    if (!task) {
      world.clock.advance(step?.wait_seconds ?? 1);
      state = state === 'WaitToFind' ? 'FindTask' : 'PollTask';
      continue;
    }
    const outcome = await attempt(world, task, { owner, id, step });
    if ('error' in outcome) state = whereTo(state, task.failed, outcome.error);
    else {
      step = outcome;
      state = task.routes[step.phase] ?? 'WaitForTask';
    }
  }
  return path;
}

async function attempt(
  { work, clock }: VideoWorld,
  task: { run: Task; tries: number },
  input: StepInput,
): Promise<StepOutput | { error: unknown }> {
  for (let left = task.tries - 1; ; left -= 1) {
    try {
      return await task.run(work, input);
    } catch (error) {
      if (isDeath(error)) throw error;
      if (left <= 0) return { error };
      clock.advance(2);
    }
  }
}

function whereTo(state: State, failed: State, error: unknown): State {
  if (state !== 'SubmitTask' && state !== 'DeliverMedia') return failed;
  const { name } = error as Error;
  if (name === 'Refused' || name === 'AdmissionExpired') return 'CloseJob';
  return name === 'Throttled' ? state : failed;
}
