import { afterAll, describe, expect, it } from 'vitest';
import { closeJob } from '../../../../shared/jobs/close-job.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { heal, loseAnswer, type WireCall } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import {
  createUploadWorld,
  drop,
  fail,
  keysUnder,
  lastJob,
  letters,
  resultOf,
  rules,
} from './uploads-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const isStart = ({ service }: WireCall) => service === 'states';
/** CloseJob of either machine. */
const close = { films: closeVideo, photos: closeJob } as const;

/** An upload whose execution was taken by Step Functions, which said that it was not. */
async function takenAndDenied(rule: keyof typeof close) {
  const world = await createUploadWorld(worlds);
  const event = await drop(world, `inbox/${rule}/a.jpg`);
  loseAnswer(world.wire, isStart);
  await expect(runUpload(world.creator, event)).rejects.toThrow();
  heal(world.wire);
  return { world, event, first: lastJob(world) };
}

/** What tries a job again, whether there is a letter of it or not. */
function again({ event }: UploadEvent, job: { readonly id: string }): UploadEvent {
  const detail = { ...event.detail, redrive: job.id, maybe_billed: false };
  return { rules, event: { id: 'again', detail } };
}

describe.each(['films', 'photos'] as const)('a start that was taken and denied: %s', (rule) => {
  /** CloseJob of the execution that was taken. */
  const closeLate = (world: VideoWorld, job: ReturnType<typeof lastJob>) =>
    close[rule](world.work, job);

  it('leaves the object to the job of the next attempt, and no letter beside it', async () => {
    const { world, event, first } = await takenAndDenied(rule);
    await runUpload(world.creator, event);
    await closeLate(world, first);
    expect(lastJob(world).id).not.toBe(first.id);
    expect(await letters(world)).toEqual([]);
    expect(await keysUnder(world, 'results/')).toEqual([`results/${rule}/a.jpg.json`]);
    expect(await resultOf(world, `${rule}/a.jpg`)).toMatchObject({ job: null });
  });

  it('is told by nobody before the next attempt either', async () => {
    const { world, event, first } = await takenAndDenied(rule);
    await closeLate(world, first);
    expect(await letters(world)).toEqual([]);
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(2);
  });

  it('has no third job made in its place, while the second works or when that has failed', async () => {
    const { world, event, first } = await takenAndDenied(rule);
    await runUpload(world.creator, event);
    await runUpload(world.creator, again(event, first));
    await fail(world);
    const left = await letters(world);
    await runUpload(world.creator, again(event, first));
    expect(world.machine.started).toHaveLength(2);
    expect(await letters(world)).toEqual(left);
    expect(left).toHaveLength(1);
  });

  it('keeps nobody from the next attempt, though its end was told just before it was given back', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, `inbox/${rule}/a.jpg`);
    let isTold = false;
    world.wire.pass = async (call, send) => {
      if (isStart(call)) {
        await send();
        throw new Error('taken, and denied');
      }
      // the claim is about to be given back
      if (!isTold && world.machine.started.length > 0 && call.what.includes('idempotency/')) {
        isTold = true;
        await closeLate(world, lastJob(world));
      }
      return send();
    };
    await expect(runUpload(world.creator, event)).rejects.toThrow('denied');
    heal(world.wire);
    const first = lastJob(world);
    expect(await letters(world)).toHaveLength(1);
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(2);
    expect(await letters(world)).toEqual([]);
    await runUpload(world.creator, again(event, first));
    expect(world.machine.started).toHaveLength(2);
  });
});
