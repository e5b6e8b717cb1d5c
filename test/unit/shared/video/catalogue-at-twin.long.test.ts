import { describe, expect, it } from 'vitest';
import { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { mediaOf } from '../../../../shared/video/plan-media.ts';
import { planVideo } from '../../../../shared/video/plan-video.ts';
import { toTaskPayload } from '../../../../shared/video/task-payload.ts';
import { sampleShelf } from '../../../support/sample-shelf.ts';
import { modelSamples } from '../../../support/video-samples.ts';
import { createVirtualTwin } from '../../infra/local/dashscope/virtual-twin.ts';
import { documentedLimits } from './documented-limits.ts';

const catalogue = new VideoCatalogue();
const shelf = await sampleShelf();

/** A twin that judges what the service would send, and tells what it was to draw. */
function judge() {
  const drawn: object[] = [];
  const twin = createVirtualTwin(
    {
      encode: async ({ width, height, seconds, sound }) => {
        drawn.push({ width, height, seconds, sound });
        return new Uint8Array(1000);
      },
    },
    shelf,
  );
  const finish = async (request: CreateVideoRequest) => {
    const plan = planVideo(catalogue, CreateVideoRequest.parse(request));
    const same = mediaOf(plan).map(({ pointer, value }) => [pointer, value] as const);
    const path = `/api/v1/services/aigc/${plan.row.endpoint}/video-synthesis`;
    const { output } = await twin.finish(toTaskPayload(plan, new Map(same)), { path });
    if (output.task_status !== 'SUCCEEDED') throw new Error(JSON.stringify(output));
    const url = new URL(output.video_url ?? '');
    const answer = await twin.send(`${url.pathname}${url.search}`, { key: null });
    expect(answer.status).toBe(200);
    return drawn.at(-1);
  };
  return { ...twin, finish };
}

describe('every model', () => {
  it('has samples', () => {
    const sampled = new Set(modelSamples.map(({ model }) => model));
    expect([...sampled].sort()).toEqual(catalogue.models.map(({ id }) => id).sort());
  });

  it.each(modelSamples)(
    '$model makes a video of $name, with little and with everything',
    async ({ minimal, maximal }) => {
      const twin = judge();
      for (const [request, made] of [minimal, maximal])
        expect(await twin.finish(request)).toMatchObject({
          ...made,
          seconds: expect.closeTo(made.seconds, 1),
        });
    },
  );
});

describe('every documented limit', () => {
  it.each(documentedLimits)('of $model: $what', async ({ within, beyond, pointer }) => {
    const twin = judge();
    for (const request of within) await twin.finish(request);
    for (const request of beyond) {
      const attempt = twin.finish(request);
      await expect(attempt, JSON.stringify(request).slice(0, 200)).rejects.toMatchObject({
        errors: [{ pointer }],
      });
    }
    const submits = (await twin.requests()).filter(({ method }) => method === 'POST');
    expect(submits).toHaveLength(within.length);
  });
});
