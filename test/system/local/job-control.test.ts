import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CancelledVideo, DeletedVideo, VideoJob } from '../../../shared/contract/video.ts';
import { problemOf } from '../../support/caller.ts';
import { untilClosed } from '../../support/jobs.ts';
import { firstOwner, localSystem, otherOwners } from '../../support/system.ts';
import { submitElsewhere, tasksOf } from '../../support/twin.ts';

const owner = firstOwner();
const [stranger = owner] = otherOwners();
const { twin, twinKeys } = localSystem().endpoints;

const create = (body: object, headers: Readonly<Record<string, string>>) =>
  owner.send('POST', '/v1/videos', { body, headers });
const idOf = (reply: { readonly json: unknown }) => VideoJob.parse(reply.json).id;

describe('a job that its caller thinks better of', () => {
  it('is one job however often it is asked for, can be cancelled, deleted, and stays away', async () => {
    const prompt = `A rocket that waits [[twin:slow_pending seconds=36000]] ${randomUUID()}`;
    const key = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => create({ prompt, duration: 2 }, key)),
    );
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    const [id = '', ...others] = new Set(replies.map(idOf));
    expect(others).toEqual([]);
    const replayed = replies.map(({ headers }) => headers.get('idempotency-replayed'));
    expect(replayed.toSorted()).toEqual([null, 'true', 'true', 'true', 'true'].toSorted());
    expect(problemOf(await create({ prompt, duration: 3 }, key))).toMatchObject({
      status: 422,
      code: 'idempotency_key_reuse',
    });

    const path = `/v1/videos/${id}`;
    expect(problemOf(await owner.send('DELETE', path))).toMatchObject({ code: 'not_ready' });
    expect(problemOf(await stranger.post(`${path}/cancel`, {})).status).toBe(404);
    const { cancel } = CancelledVideo.parse((await owner.post(`${path}/cancel`, {})).json);
    expect(cancel.state).not.toBe('too_late');
    expect(await untilClosed(owner, id)).toMatchObject({ status: 'cancelled', error: null });
    for (const task of await tasksOf(twin, prompt)) expect(task.billed_seconds).toBe(0);

    expect(problemOf(await stranger.send('DELETE', path)).status).toBe(404);
    const deleted = DeletedVideo.parse((await owner.send('DELETE', path)).json);
    expect(deleted).toEqual({ id, object: 'video.deleted', deleted: true });
    expect(problemOf(await owner.get(path)).status).toBe(404);
    expect(problemOf(await create({ prompt, duration: 2 }, key)).status).toBe(404);
  });

  it('is the same job when an SDK tries again by itself', async () => {
    const body = { prompt: `A rocket once more ${randomUUID()}`, duration: 2 };
    const first = await create(body, {});
    const again = await create(body, { 'x-stainless-retry-count': '1' });
    expect(idOf(again)).toBe(idOf(first));
    expect(idOf(await create(body, {}))).not.toBe(idOf(first));
  });
});

describe('a task that another program made', () => {
  it('becomes the job of the owner who adopts it, and nobody else’s', async () => {
    const prompt = `A rocket of somebody else ${randomUUID()}`;
    const task_id = await submitElsewhere(twin, twinKeys[0] ?? '', prompt);
    const adopted = await owner.post('/v1/videos', { task_id });
    expect(adopted.status).toBe(202);
    expect(idOf(await owner.post('/v1/videos', { task_id }))).toBe(idOf(adopted));
    expect(problemOf(await stranger.post('/v1/videos', { task_id })).status).toBe(404);
    expect(await untilClosed(owner, idOf(adopted))).toMatchObject({
      status: 'completed',
      mode: 'adopted',
      provider: { task_id },
    });
    expect(await tasksOf(twin, prompt)).toHaveLength(1);
  });

  it('is refused when the provider does not know it', async () => {
    const refused = problemOf(await owner.post('/v1/videos', { task_id: randomUUID() }));
    expect(refused.errors).toMatchObject([{ pointer: '/task_id' }]);
  });
});
