import type { FieldProblem } from '../contract/problem.ts';
import { invalidField, invalidFields, ServiceError } from '../contract/service-error.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import { webhookProblems } from '../contract/webhook-url.ts';
import { toServiceError } from '../dashscope/provider-failure.ts';
import type { Task, Tasks } from '../dashscope/tasks.ts';
import { tryToAnnounce } from '../events/announce.ts';
import { admitJob, type CreatedJob, writeDown } from '../jobs/create-job.ts';
import type { RequestCaller } from '../jobs/idempotency.ts';
import type { JobReference } from '../storage/keys.ts';
import type { VideoCreator } from './create-video.ts';
import { claimOf, claimTask } from './intents.ts';
import { newRecord, type PlannedJob } from './new-record.ts';

/** What adopting works with: a creator that can look at the provider's tasks. */
export type TaskAdopter = VideoCreator & { readonly tasks: Tasks };

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
  request: CreateVideoRequest & { readonly task_id: string },
  known: readonly FieldProblem[] = [],
): Promise<CreatedJob> {
  checkFields(request, adopter.trustedOrigins, known);
  const task = await look(adopter, request.task_id);
  const { admission } = await admitJob(adopter, { ...caller, kind: 'video', body: request });
  const { owner } = caller;
  const job = await claim(adopter, { owner, id: admission.id }, request.task_id);
  const existing = await adopter.records.find(job);
  const replayed = admission.replayed || job.id !== admission.id;
  if (existing) return { record: existing, replayed };
  const created = newRecord(adopter, job, admission, toPlan(request), request);
  const at = created.created_at;
  const record = {
    ...created,
    phase: 'waiting' as const,
    submitted_at: at,
    provider: {
      ...created.provider,
      task_id: request.task_id,
      task_status: task.output.task_status,
    },
  };
  await writeDown(adopter, record, request);
  await adopter.executions.start(record);
  await tryToAnnounce(adopter, record);
  return { record, replayed };
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

/** The job that the task belongs to: this one, or the one that this owner adopted it with before. */
async function claim(
  adopter: TaskAdopter,
  job: JobReference,
  taskId: string,
): Promise<JobReference> {
  if (await claimTask(adopter, job, taskId, { adopted: true })) return job;
  const holder = await claimOf(adopter.store, taskId);
  if (holder?.owner === job.owner) return holder;
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
