import { describe, expect, it } from 'vitest';
import { runCommand } from '../../support/commands.ts';
import { patience } from '../../support/jobs.ts';
import { operatorOf } from '../../support/local-aws.ts';
import { photo } from '../../support/media.ts';
import { callerWith, localSystem } from '../../support/system.ts';

const system = localSystem();
const owner = callerWith(system.ruleOwnerKey);

describe('commands on the bus', () => {
  it(
    'make a video once, and its end is told on the same bus',
    async () => {
      const operator = operatorOf(system);
      const request = { prompt: 'A command rides over the bus', duration: 2 };
      const detail = { idempotency_key: 'bus-order-7', request };
      await operator.putEvent('video.create', detail);
      await operator.putEvent('video.create', detail);
      const told = await operator.untilEvent(
        (type, { data }) =>
          type === 'video.completed' &&
          (data as { request: { prompt?: string } }).request.prompt === request.prompt,
      );
      const job = await owner.readVideo(String(told.subject));
      expect(job).toMatchObject({ status: 'completed', request });
      const again = { headers: { 'idempotency-key': 'bus-order-7' }, body: request };
      const replay = await owner.send('POST', '/v1/videos', again);
      expect(replay.headers.get('idempotency-replayed')).toBe('true');
      expect(replay.json).toMatchObject({ id: job.id });
    },
    patience,
  );

  it(
    'ask vision models, and both ends are told',
    async () => {
      const operator = operatorOf(system);
      const image = await owner.upload('rocket.jpg', 'image/jpeg', photo());
      const good = { image, prompt: 'What rides over the bus?', max_tokens: 20 };
      // an address that nothing answers at, which only the provider can find out
      const bad = { image: 'https://nowhere.invalid/a.jpg', prompt: 'What is nowhere?' };
      await operator.putEvent('vision.analyze', { request: good });
      await operator.putEvent('vision.ocr', { request: bad });
      const ended = (type: string, prompt: string) =>
        operator.untilEvent(
          (told, { data }) =>
            told === type && (data as { request: { prompt?: string } }).request.prompt === prompt,
        );
      const completed = await ended('vision.completed', good.prompt);
      expect(completed).toMatchObject({
        id: `${completed.subject}.completed`,
        data: { object: 'vision', mode: 'analyze', status: 'completed' },
      });
      const job = await owner.get(`/v1/vision/${completed.subject}`);
      expect(job.json).toMatchObject({ status: 'completed', result: { object: 'vision.result' } });
      const failed = await ended('vision.failed', bad.prompt);
      expect(failed).toMatchObject({
        data: { mode: 'ocr', status: 'failed', error: { code: 'invalid_media' } },
      });
    },
    patience,
  );

  it('that are wrong become dead letters with every problem', async () => {
    const operator = operatorOf(system);
    const request = { prompt: 'No model can do this', duration: 99, size: 'vast' };
    const id = await operator.putEvent('video.create', { request });
    const letter = await operator.untilJson(`dead-letters/commands/${id}.json`);
    expect(letter).toMatchObject({
      source: 'command',
      rule: 'commands',
      problem: { status: 400, request_id: id },
      event: { 'detail-type': 'video.create', detail: { request } },
    });
    const { errors } = (letter as { problem: { errors: { pointer: string }[] } }).problem;
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(['/duration', '/size']);
  });

  it(
    'that were given up become the job that was wanted when they are redriven',
    async () => {
      const operator = operatorOf(system);
      const { id: asset } = await owner.createAsset('rocket.jpg', 'image/jpeg', photo().length);
      const request = { prompt: 'It came too late', img_url: `asset:${asset}`, duration: 2 };
      const id = await operator.putEvent('video.create', { request });
      const letter = `dead-letters/commands/${id}.json`;
      expect(await operator.untilJson(letter)).toMatchObject({
        problem: { code: 'invalid_media' },
      });
      await operator.putObject(`uploads/local/${asset}/file`, photo(), 'image/jpeg');
      const place = {
        directory: system.directory,
        environment: { QWEN_LOCAL_DIRECTORY: system.directory },
      };
      expect(await runCommand('infra/redrive/main.ts', ['--prefix', letter], place)).toMatchObject({
        ...{ code: 0, stderr: '' },
        stdout: expect.stringMatching(`${letter}  sent  video.create `),
      });
      const told = await operator.untilEvent(
        (type, { data }) =>
          type === 'video.queued' &&
          (data as { request: { prompt?: string } }).request.prompt === request.prompt,
      );
      expect(await owner.readVideo(String(told.subject))).toMatchObject({
        request: { prompt: request.prompt },
      });
      expect(await operator.listKeys(letter)).toEqual([]);
    },
    patience,
  );
});
