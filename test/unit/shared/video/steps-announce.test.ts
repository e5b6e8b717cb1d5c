import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Tasks } from '../../../../shared/dashscope/tasks.ts';
import type { Change } from '../../../../shared/jobs/advance.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { giveUpWaiting } from '../../../../shared/video/give-up-waiting.ts';
import { pollTask } from '../../../../shared/video/poll-task.ts';
import type { AnnouncingVideoWork } from '../../../../shared/video/workflow.ts';
import { startAnnouncingWorld } from '../events/announcing-world.ts';
import { sampleRecord } from '../events/sample-record.ts';

const submitted: readonly Change[] = [
  { type: 'intend', intentId: 'intent' },
  { type: 'accept', taskId: 'task-1', requestId: null },
];

let taskStatus: string;
const world = await startAnnouncingWorld();
const work: AnnouncingVideoWork = {
  ...world.work,
  tasks: new Tasks(async () =>
    Response.json({ request_id: 'r', output: { task_id: 'task-1', task_status: taskStatus } }),
  ),
};
afterAll(() => world.close());
beforeEach(() => {
  world.forget();
  taskStatus = 'RUNNING';
});

async function waiting(): Promise<JobRecord> {
  const record = sampleRecord(submitted, { announced: ['queued'] });
  await world.work.records.create(record);
  return record;
}

const told = () => world.seen.map(({ type }) => type);

describe('pollTask', () => {
  it('tells once that the provider has begun', async () => {
    const record = await waiting();
    await pollTask(work, record);
    await pollTask(work, record);
    expect(told()).toEqual(['video.started']);
  });

  it('tells nothing of a task that waits', async () => {
    taskStatus = 'PENDING';
    await pollTask(work, await waiting());
    expect(told()).toEqual([]);
  });

  it('tells of a start that it sees only when the task has ended', async () => {
    taskStatus = 'SUCCEEDED';
    const { phase } = await pollTask(work, await waiting());
    expect([phase, ...told()]).toEqual(['archiving', 'video.started']);
  });

  it('goes on while the bus is down and tells later', async () => {
    const record = await waiting();
    world.trouble.busIsDown = true;
    const { phase } = await pollTask(work, record);
    expect(phase).not.toBe('admission');
    world.trouble.busIsDown = false;
    await pollTask(work, record);
    expect(told()).toEqual(['video.started']);
  });
});

describe('giveUpWaiting', () => {
  it('tells that a job has timed out although its task goes on', async () => {
    const record = await waiting();
    await giveUpWaiting(work, record);
    expect((await world.work.records.read(record)).phase).toBe('waiting');
    expect(told()).toEqual(['video.started', 'video.timed_out']);
  });
});
