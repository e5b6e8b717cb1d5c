import { describe, expect, it, vi } from 'vitest';
import { VisionJob } from '../../shared/contract/vision-job.ts';
import { problemOf } from '../support/caller.ts';
import { patience } from '../support/jobs.ts';
import { photo } from '../support/media.ts';
import { callerWith, firstOwner, otherOwners } from '../support/system.ts';

const owner = firstOwner();
const prefer = { prefer: 'respond-async' };

const read = async (id: string) => VisionJob.parse((await owner.get(`/v1/vision/${id}`)).json);

/** The job as soon as its work has ended. */
const untilClosed = (id: string) =>
  vi.waitFor(
    async () => {
      const job = await read(id);
      if (job.phase !== 'closed') throw new Error(`${id} is ${job.phase}`);
      return job;
    },
    { interval: 250, timeout: patience },
  );

describe('a vision request that prefers not to wait', () => {
  it(
    'becomes a job, once for all its repeats, whose answer is read later by its owner alone',
    async () => {
      const image = await owner.upload('rocket.jpg', 'image/jpeg', photo());
      const body = { image, prompt: 'What is this, without haste?', max_tokens: 20 };
      const headers = { ...prefer, 'idempotency-key': `later-${image}` };
      const reply = await owner.send('POST', '/v1/vision/analyze', { body, headers });
      expect(reply.status).toBe(202);
      const job = VisionJob.parse(reply.json);
      expect(job).toMatchObject({ object: 'vision', mode: 'analyze', result: null });
      expect(reply.headers.get('location')).toBe(`/api/v1/vision/${job.id}`);
      expect(reply.headers.get('preference-applied')).toBe('respond-async');
      const again = await owner.send('POST', '/v1/vision/analyze', { body, headers });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.json).toMatchObject({ id: job.id });
      const done = await untilClosed(job.id);
      expect(done).toMatchObject({
        status: 'completed',
        result: {
          id: job.id,
          object: 'vision.result',
          usage: { total_tokens: expect.any(Number) },
        },
        output: { result: { content_type: 'application/json' } },
      });
      const [stranger = callerWith('qm_nobody_0000000000000000000000000000')] = otherOwners();
      expect([401, 404]).toContain((await stranger.get(`/v1/vision/${job.id}`)).status);
    },
    patience,
  );

  it.each([
    ['a stream', { stream: true }, '/stream'],
    ['a webhook that is not public', { webhook_url: 'https://10.0.0.1/x' }, '/webhook_url'],
    ['an asset that is not there', { image: 'asset:ast_0' }, '/image'],
  ])('is refused with %s', async (_, fields, pointer) => {
    const body = { image: 'https://example.com/a.jpg', prompt: 'What?', ...fields };
    const reply = await owner.send('POST', '/v1/vision/analyze', { body, headers: prefer });
    expect(problemOf(reply)).toMatchObject({ status: 400, errors: [{ pointer }] });
  });
});

it('a vision request that waits has no webhook', async () => {
  const body = {
    image: 'https://example.com/a.jpg',
    prompt: 'x',
    webhook_url: 'https://a.example',
  };
  const problem = problemOf(await owner.post('/v1/vision/ocr', body));
  expect(problem).toMatchObject({
    code: 'unsupported_option',
    errors: [{ pointer: '/webhook_url' }],
  });
});
