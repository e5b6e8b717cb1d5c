import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  type RetryProps,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StepName } from './video-workflow.ts';
import {
  backOff,
  createTask,
  everything,
  neverRan,
  practicallyForever,
  type Step,
} from './workflow-task.ts';

/** What the state knew stays, the last wait with it; what went wrong is in the step's log. */
const caught = { resultPath: JsonPath.DISCARD } as const;

/** Where a phase leads. */
type Routes = Readonly<Record<string, IChainable>>;

/** What each state does about errors, decided per state (design.md §4): the handler, not a count, ends what goes on for ever. */
const retries: Readonly<Record<StepName, readonly RetryProps[]>> = {
  // no retry on service exceptions: the submit behind a lost answer may have been made (I1)
  SubmitTask: [{ ...backOff, errors: ['Throttled'], maxAttempts: practicallyForever }, neverRan],
  // uploading costs nothing; whatever else goes wrong goes back through SubmitTask
  DeliverMedia: [{ ...backOff, errors: ['Throttled'], maxAttempts: practicallyForever }],
  FindTask: [{ ...backOff, errors: everything, maxAttempts: practicallyForever }],
  // these go back to their wait when a few attempts did not help
  PollTask: [{ ...backOff, errors: everything, maxAttempts: 2 }],
  GiveUpWaiting: [{ ...backOff, errors: everything, maxAttempts: 5 }],
  ArchiveVideo: [{ ...backOff, errors: everything, maxAttempts: 4 }],
  CloseJob: [{ ...backOff, errors: everything, maxAttempts: practicallyForever }],
};

/**
 * The machine of design.md §4; every step returns `{ phase, wait_seconds, task_id }` into `$.step`.
 * It begins with SubmitTask, which only reports the phase of a job that is past admission: so a second
 * execution continues where the first one died.
 */
export function defineVideoWorkflow(
  scope: Construct,
  steps: Readonly<Record<StepName, Step>>,
): IChainable {
  const task = (name: StepName) =>
    createTask(scope, name, { ...steps[name], retries: retries[name], resultPath: '$.step' });
  const wait = (name: string) =>
    new Wait(scope, name, { time: WaitTime.secondsPath('$.step.wait_seconds') });
  const submitTask = task('SubmitTask');
  const deliverMedia = task('DeliverMedia');
  const findTask = task('FindTask');
  const pollTask = task('PollTask');
  const giveUpWaiting = task('GiveUpWaiting');
  const archiveVideo = task('ArchiveVideo');
  const closeJob = task('CloseJob');
  const waitForTask = wait('WaitForTask');
  const waitToFind = wait('WaitToFind');
  const waitToSubmit = wait('WaitToSubmit');
  const ended = new Succeed(scope, 'Ended');
  const finished: Routes = { archiving: archiveVideo, closing: closeJob, closed: ended };
  const submitted = createChoice(scope, 'TaskSubmitted?', waitForTask, {
    ...finished,
    admission: waitToSubmit,
    delivering: deliverMedia,
    submitting: findTask,
    searching: waitToFind,
  });
  const taskFinished = createChoice(scope, 'TaskFinished?', waitForTask, {
    ...finished,
    expired: giveUpWaiting,
  });

  submitTask.next(submitted);
  for (const step of [submitTask, deliverMedia])
    step.addCatch(closeJob, { ...caught, errors: ['Refused', 'AdmissionExpired'] });
  submitTask.addCatch(findTask, { ...caught, errors: everything });
  deliverMedia.next(submitTask);
  deliverMedia.addCatch(waitToSubmit, { ...caught, errors: everything });
  findTask.next(submitted);
  waitToFind.next(findTask);
  waitToSubmit.next(submitTask);
  waitForTask.next(pollTask).next(taskFinished);
  giveUpWaiting.next(taskFinished);
  archiveVideo.next(closeJob);
  for (const step of [pollTask, giveUpWaiting, archiveVideo])
    step.addCatch(waitForTask, { ...caught, errors: everything });
  return submitTask;
}

function createChoice(
  scope: Construct,
  name: string,
  otherwise: IChainable,
  routes: Routes,
): Choice {
  const choice = new Choice(scope, name);
  for (const [phase, next] of Object.entries(routes)) {
    choice.when(Condition.stringEquals('$.step.phase', phase), next);
  }
  return choice.otherwise(otherwise);
}
