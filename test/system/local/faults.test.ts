import { describe, expect, it } from 'vitest';
import { untilClosed } from '../../support/jobs.ts';
import { photo } from '../../support/media.ts';
import { firstOwner, localSystem } from '../../support/system.ts';
import { tasksOf } from '../../support/twin.ts';

const owner = firstOwner();
const { twin } = localSystem().endpoints;

type FaultRow = {
  readonly name: string;
  readonly token: string;
  /** How the job must end. */
  readonly job: Readonly<Record<string, unknown>>;
  /** How many tasks the provider made of it. */
  readonly tasks: number;
};

const faults: readonly FaultRow[] = [
  {
    name: 'a gateway error after the task was made',
    token: '[[twin:status_after_accept status=504]]',
    job: { status: 'completed', error: null },
    tasks: 1,
  },
  {
    name: 'a connection lost before the task was made',
    token: '[[twin:reset_before_accept]]',
    job: { status: 'failed', error: { code: 'submission_unknown', maybe_billed: true } },
    tasks: 0,
  },
  {
    name: 'a refusal of the prompt while rendering',
    token: '[[twin:task_failed code=DataInspectionFailed]]',
    job: {
      status: 'failed',
      error: {
        code: 'content_policy',
        provider_code: 'DataInspectionFailed',
        stage: 'render',
        maybe_billed: false,
      },
    },
    tasks: 1,
  },
  {
    name: 'a refusal of the submit',
    token: '[[twin:status code=InvalidApiKey]]',
    job: {
      status: 'failed',
      error: { code: 'provider_misconfigured', stage: 'submit', maybe_billed: false },
    },
    tasks: 0,
  },
  {
    name: 'polls that do not know the task yet',
    token: '[[twin:unknown_early times=1]]',
    job: { status: 'completed', error: null },
    tasks: 1,
  },
  {
    name: 'a result that breaks off once',
    token: '[[twin:result_truncated times=1]]',
    job: { status: 'completed', error: null },
    tasks: 1,
  },
  {
    name: 'an error page in place of the result, once',
    token: '[[twin:result_html times=1]]',
    job: { status: 'completed', error: null },
    tasks: 1,
  },
];

describe('a video job that meets', { concurrent: true }, () => {
  it.each(faults)('$name ends truthfully', async ({ name, token, job, tasks }) => {
    const prompt = `${name} ${token}`;
    const { id } = await owner.createVideo({ prompt, duration: 2 });
    const closed = await untilClosed(owner, id);
    expect(closed).toMatchObject(job);
    expect(closed.output === null).toBe(job.status === 'failed');
    const made = await tasksOf(twin, prompt);
    expect(made).toHaveLength(tasks);
    if (tasks === 1) expect(closed.provider.task_id).toBe(made[0]?.id);
  });

  it('an answer lost after the task was made finds its task and pays no second one', async () => {
    // a model of its own, because two lost submits of one model cannot be told apart
    const model = 'wan2.5-t2v-preview';
    // its task shows which rows of the provider's list are ours
    await owner.createVideo({ model, prompt: 'A rocket before', duration: 5 });
    const prompt = 'A lost rocket [[twin:reset_after_accept]]';
    const { id } = await owner.createVideo({ model, prompt, duration: 5 });
    const closed = await untilClosed(owner, id);
    expect(closed).toMatchObject({ status: 'completed', error: null });
    const [task, ...others] = await tasksOf(twin, prompt);
    expect([closed.provider.task_id, others]).toEqual([task?.id, []]);
  });

  it('a provider that is busy at first is admitted later', async () => {
    const model = 'wan2.6-i2v';
    const match = { path: 'video-synthesis', model, times: 2 };
    const fault = { kind: 'status', status: 429, code: 'Throttling.RateQuota' };
    const added = await fetch(`${twin}/_twin/faults`, {
      method: 'POST',
      body: JSON.stringify({ match, fault }),
    });
    expect(added.status).toBe(201);
    const img_url = await owner.upload('rocket.jpg', 'image/jpeg', photo());
    const prompt = 'A rocket that waits for its turn';
    const { id } = await owner.createVideo({ model, img_url, prompt, duration: 2 });
    expect(await untilClosed(owner, id)).toMatchObject({ status: 'completed', error: null });
    expect(await tasksOf(twin, prompt)).toHaveLength(1);
  });
});
