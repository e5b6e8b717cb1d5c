import type { FieldProblem } from '../contract/problem.ts';
import { invalidField, invalidFields, ServiceError } from '../contract/service-error.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import { webhookProblems } from '../contract/webhook-url.ts';
import { toServiceError } from '../dashscope/provider-failure.ts';
import type { Task, Tasks } from '../dashscope/tasks.ts';
import { tryToAnnounce } from '../events/announce.ts';
import { admitJob, type CreatedJob, writeDown } from '../jobs/create-job.ts';
import type { Admission, RequestCaller } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { JobReference } from '../storage/keys.ts';
import type { VideoCreator } from './create-video.ts';
import { newRecord, type PlannedJob } from './new-record.ts';
import { claimOf, type HeldTask, holdTask } from './task-claims.ts';

/** What adopting works with: a creator that can look at the provider's tasks. */
export type TaskAdopter = VideoCreator & { readonly tasks: Tasks };

type AdoptRequest = CreateVideoRequest & { readonly task_id: string };

/** The fields that mean something for a task that exists already. */
const adoptedFields = new Set(['task_id', 'model', 'deadline_seconds', 'metadata', 'webhook_url']);

/** A task that no catalogue row is known for; it is only waited for and copied. */
const unknownModel = 'unknown';

/**
 * Takes over a task that the provider's account has already: no submit, the same life (api.md, Videos).
 * @throws ServiceError `not_found` for a task of nobody, or of another owner's job
 */
export async function adoptTask(
  adopter: TaskAdopter,
  caller: RequestCaller,
  request: AdoptRequest,
  problems: readonly FieldProblem[] = [],
): Promise<CreatedJob> {
  checkFields(request, adopter.trustedOrigins, problems);
  const { owner } = caller;
  const known = await admitJob(adopter, { ...caller, kind: 'video', body: request });
  if (known.existing) return restartAdopted(adopter, known.existing);
  // only now: the provider forgets the task long before its job's key is forgotten
  const task = await look(adopter, request.task_id).catch(async (error) => {
    const holder = await holderOf(adopter, owner, request.task_id);
    if (holder) return holder;
    throw error;
  });
  if ('phase' in task) return restartAdopted(adopter, task);
  const { admission } = known;
  const { claim, existing } = await hold(adopter, owner, admission, request.task_id);
  if (existing) return restartAdopted(adopter, existing);
  // of two attempts at once both write the same job, whose key is the first one's
  const claimKey = claim.claim_key ?? admission.claimKey;
  const record = adoptedRecord(
    adopter,
    { owner, id: claim.id },
    { ...admission, claimKey },
    task,
    request,
  );
  const written = await writeDown(adopter, record, request);
  await adopter.executions.start(written);
  await tryToAnnounce(adopter, written);
  return { record: written, replayed: admission.replayed || claim.id !== admission.id };
}

/** A repeat finishes what a process that died may have left: a job that nobody has started. */
export async function restartAdopted(
  { executions }: Pick<TaskAdopter, 'executions'>,
  record: JobRecord,
): Promise<CreatedJob> {
  if (record.phase === 'waiting') await executions.start(record, record.continuations);
  return { record, replayed: true };
}

function adoptedRecord(
  adopter: TaskAdopter,
  job: JobReference,
  admission: Admission,
  { output: { task_status } }: Task,
  request: AdoptRequest,
): JobRecord {
  const { task_id } = request;
  const created = newRecord(adopter, job, admission, toPlan(request), request);
  const provider = { ...created.provider, task_id, task_status };
  return { ...created, phase: 'waiting', submitted_at: created.created_at, provider };
}

function checkFields(
  request: CreateVideoRequest,
  trustedOrigins: readonly string[],
  known: readonly FieldProblem[],
): void {
  const strange = Object.keys(request).filter((name) => !adoptedFields.has(name));
  const code = 'unsupported_option';
  const detail = 'A task that exists already cannot be given this.';
  const problems = [
    ...known,
    ...strange.map((name) => ({ pointer: `/${name}`, code, detail }) as const),
    ...webhookProblems(request, trustedOrigins),
  ];
  if (problems.length) throw invalidFields(problems);
}

async function look({ tasks }: TaskAdopter, taskId: string): Promise<Task> {
  const task = await tasks.read(taskId).catch((error) => {
    throw toServiceError(error);
  });
  if (task.output.task_status !== 'UNKNOWN') return task;
  const detail = `The provider knows no task ${taskId}; it forgets them after 24 hours.`;
  throw invalidField('not_found', '/task_id', detail);
}

/** The owner's job that has a task, which may be over for longer than the provider knows tasks. */
async function holderOf(
  { store, records }: TaskAdopter,
  owner: string,
  taskId: string,
): Promise<JobRecord | undefined> {
  const held = await claimOf(store, taskId);
  return held?.owner === owner ? records.find(held) : undefined;
}

async function hold(
  adopter: TaskAdopter,
  owner: string,
  { id, claimKey }: Admission,
  taskId: string,
): Promise<HeldTask> {
  const held = await holdTask(adopter, { owner, id, claimKey }, taskId);
  if (held) return held;
  throw new ServiceError('not_found', `The provider knows no task ${taskId} of yours.`);
}

function toPlan({ model, task_id }: CreateVideoRequest): PlannedJob {
  return {
    mode: 'adopted',
    modeReason: 'task_id is given',
    model: model ?? unknownModel,
    typicalSeconds: null,
    fields: { task_id },
    warnings: [],
  };
}
