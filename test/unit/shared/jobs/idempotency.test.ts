import { afterAll, describe, expect, it } from 'vitest';
import { Idempotency, type RequestIdentity } from '../../../../shared/jobs/idempotency.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

async function setUp() {
  const clock = createFakeClock();
  const idempotency = new Idempotency(await storage.createStore(), clock);
  const admit = (request: Partial<RequestIdentity> = {}) =>
    idempotency.admit({
      ...{ owner: 'acme', kind: 'video', body: { prompt: 'a cat' }, retryCount: 0 },
      ...request,
    });
  return { clock, idempotency, admit };
}
const day = 24 * 3600;

describe('a request with an Idempotency-Key', () => {
  it('is one job, however many of it come at once', async () => {
    const { admit } = await setUp();
    const admissions = await Promise.all(Array.from({ length: 20 }, () => admit({ key: 'k' })));
    expect(new Set(admissions.map(({ id }) => id)).size).toBe(1);
    expect(admissions.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(admissions.map(({ createdAt }) => createdAt.getTime())).size).toBe(1);
  });

  it('is the same whatever the order of its members', async () => {
    const { admit } = await setUp();
    const first = await admit({ key: 'k', body: { prompt: 'a', metadata: { x: '1', y: '2' } } });
    const again = await admit({ key: 'k', body: { metadata: { y: '2', x: '1' }, prompt: 'a' } });
    expect(again).toEqual({ ...first, replayed: true });
  });

  it.each([[{ prompt: 'a dog' }], [{ prompt: 'a cat', seed: 1 }], [{ media: ['b', 'a'] }], [null]])(
    'is refused with the other body %j',
    async (body) => {
      const { admit } = await setUp();
      await admit({ key: 'k', body: { prompt: 'a cat', media: ['a', 'b'] } });
      const refusal = { code: 'idempotency_key_reuse' };
      await expect(admit({ key: 'k', body })).rejects.toMatchObject(refusal);
    },
  );

  it.each([
    ['another key', { key: 'other' }],
    ['another owner', { key: 'k', owner: 'other' }],
    ['no key', {}],
  ])('is another job with %s', async (_name, request) => {
    const { admit } = await setUp();
    const first = await admit({ key: 'k' });
    const other = await admit(request);
    expect(other).toMatchObject({ replayed: false });
    expect(other.id).not.toBe(first.id);
  });

  it('is known for seven days and new after them', async () => {
    const { admit, clock } = await setUp();
    const first = await admit({ key: 'k' });
    clock.advance(7 * day - 1);
    expect(await admit({ key: 'k' })).toEqual({ ...first, replayed: true });
    clock.advance(1);
    const fresh = await admit({ key: 'k', body: { prompt: 'a dog' } });
    expect(fresh).toMatchObject({ replayed: false });
    expect(fresh.id).not.toBe(first.id);
  });

  it('is one new job when many of it meet an expired claim', async () => {
    const { admit, clock } = await setUp();
    const { id } = await admit({ key: 'k' });
    clock.advance(7 * day);
    const admissions = await Promise.all(Array.from({ length: 20 }, () => admit({ key: 'k' })));
    const ids = new Set(admissions.map((admission) => admission.id));
    expect(ids.size).toBe(1);
    expect(ids).not.toContain(id);
  });

  it('is not found once its job was deleted, until the key expires', async () => {
    const { admit, clock, idempotency } = await setUp();
    const { id, claimKey } = await admit({ key: 'k' });
    await idempotency.forget(claimKey, id);
    await expect(admit({ key: 'k' })).rejects.toMatchObject({ code: 'not_found' });
    clock.advance(7 * day);
    expect((await admit({ key: 'k' })).id).not.toBe(id);
  });
});

it.each([
  ['a key that has expired since', { key: 'k' }],
  ['a body that was sent again', {}],
])('forgets no later job of %s', async (_name, request) => {
  const { admit, clock, idempotency } = await setUp();
  const { id, claimKey } = await admit(request);
  clock.advance(7 * day);
  const later = await admit(request);
  await idempotency.forget(claimKey, id);
  expect(await admit({ ...request, retryCount: 1 })).toEqual({ ...later, replayed: true });
});

describe('a request without a key', () => {
  it('is a new job every time', async () => {
    const { admit } = await setUp();
    const first = await admit();
    expect((await admit()).id).not.toBe(first.id);
  });

  it('is the same job when a client counts it as a retry within two minutes', async () => {
    const { admit, clock } = await setUp();
    const first = await admit();
    clock.advance(119);
    expect(await admit({ retryCount: 1 })).toEqual({ ...first, replayed: true });
    clock.advance(1);
    expect((await admit({ retryCount: 1 })).id).not.toBe(first.id);
  });

  it('is a retry of the newest of its kind', async () => {
    const { admit } = await setUp();
    await admit();
    const second = await admit();
    expect((await admit({ retryCount: 2 })).id).toBe(second.id);
  });

  it('is never a retry of another owner’s', async () => {
    const { admit } = await setUp();
    const first = await admit();
    expect((await admit({ owner: 'other', retryCount: 1 })).id).not.toBe(first.id);
  });

  it('is a first one when a client counts a retry of what never came', async () => {
    const { admit } = await setUp();
    expect(await admit({ retryCount: 3 })).toMatchObject({ replayed: false });
  });
});

describe('a claim whose job has no record', () => {
  const body = { prompt: 'a cat' };
  const request: RequestIdentity = { owner: 'acme', kind: 'video', body, retryCount: 0, key: 'k' };

  it('stands while somebody may be at work on it', async () => {
    const { admit, clock, idempotency } = await setUp();
    const first = await admit({ key: 'k' });
    for (const _ of [1, 2, 3]) {
      clock.advance(20 * 60 - 1);
      const resumed = await idempotency.resume(request, first);
      expect(resumed).toEqual({ ...first, createdAt: clock.now(), replayed: true });
    }
    clock.advance(20 * 60);
    expect((await idempotency.resume(request, first)).id).not.toBe(first.id);
  });

  it('stands for all who attempt it at the same moment', async () => {
    const { admit, clock, idempotency } = await setUp();
    const first = await admit({ key: 'k' });
    clock.advance(20 * 60 - 1);
    const resumed = await Promise.all([1, 2, 3].map(() => idempotency.resume(request, first)));
    expect(resumed.map(({ id }) => id)).toEqual([first.id, first.id, first.id]);
  });

  it('gives way to one fresh job later, whose time begins anew', async () => {
    const { admit, clock, idempotency } = await setUp();
    const first = await admit({ key: 'k' });
    clock.advance(20 * 60);
    const resumed = await Promise.all([1, 2, 3].map(() => idempotency.resume(request, first)));
    expect(new Set(resumed.map(({ id }) => id)).size).toBe(1);
    expect(resumed.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(resumed[0]?.id).not.toBe(first.id);
    expect(resumed[0]?.createdAt).toEqual(clock.now());
    expect(await admit({ key: 'k' })).toMatchObject({ id: resumed[0]?.id, replayed: true });
  });

  it('gives way to a job of another kind at once', async () => {
    const { admit, idempotency } = await setUp();
    const upload = { key: 'k', source: 'upload' } as const;
    const first = await admit(upload);
    const vision = { ...request, ...upload, kind: 'vision', body: { image: 'b' } } as const;
    const resumed = await idempotency.resume(vision, first);
    expect(resumed).toMatchObject({ replayed: false, id: expect.stringMatching(/^vis_/) });
  });

  it.each([
    ['was written down once', 'settle', { made: true }],
    ['was deleted', 'forget', null],
  ] as const)('is never made anew when it %s', async (_, mark, told) => {
    const { admit, clock, idempotency } = await setUp();
    const first = await admit({ key: 'k' });
    await idempotency[mark](first.claimKey, first.id);
    clock.advance(day);
    const resumed = idempotency.resume(request, first);
    if (told) expect(await resumed).toEqual({ ...first, ...told, replayed: true });
    else await expect(resumed).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a claim whose job could not be started', () => {
  it.each([
    ['a key', { key: 'k' }, {}],
    ['a body', {}, { retryCount: 1 }],
  ])('gives way to the repeat of %s', async (_name, request, repeat) => {
    const { admit, idempotency } = await setUp();
    const { id, claimKey } = await admit(request);
    await idempotency.settle(claimKey, id);
    await idempotency.release(claimKey, id);
    const again = await admit({ ...request, ...repeat });
    expect(again).toMatchObject({ replayed: false, made: false });
    expect(again.id).not.toBe(id);
    await idempotency.release(claimKey, id);
    expect(await admit({ ...request, retryCount: 1 })).toEqual({ ...again, replayed: true });
  });
});

it('says how far a job has come that was claimed once, however long ago', async () => {
  const { admit, clock, idempotency } = await setUp();
  const { id, claimKey } = await admit({ key: 'k' });
  const told: string[] = [];
  const tell = async () => told.push(await idempotency.progressOf(claimKey, id));
  await tell();
  await idempotency.settle(claimKey, id);
  clock.advance(8 * day);
  await tell();
  await idempotency.release(claimKey, id);
  await tell();
  await admit({ key: 'k' });
  await tell();
  expect(told).toEqual(['claimed', 'made', 'released', 'other']);
  expect(await idempotency.progressOf('idempotency/acme/key/0', id)).toBe('forgotten');
});

it('forgets a claim that is gone already', async () => {
  const { idempotency } = await setUp();
  await expect(idempotency.forget('idempotency/acme/key/0', 'vid_0')).resolves.toBeUndefined();
});
