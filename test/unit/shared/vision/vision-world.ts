import sharp from 'sharp';
import {
  AnalyzeVisionRequest,
  type VisionKind,
  type VisionRequest,
} from '../../../../shared/contract/vision.ts';
import { Chat } from '../../../../shared/dashscope/chat.ts';
import { Generations } from '../../../../shared/dashscope/generation.ts';
import { ProviderKey } from '../../../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../../../shared/dashscope/transport.ts';
import { answerVision, streamVision } from '../../../../shared/vision/answer-vision.ts';
import { usualModels } from '../../../../shared/vision/models.ts';
import type { VisionEvent, VisionWork } from '../../../../shared/vision/vision-work.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startSecretsWire } from '../../../support/in-process-aws.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import {
  createProvider,
  plantedKey,
  providerOrigin,
} from '../../../support/in-process-provider.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const caller = { owner: 'acme', requestId: 'req-1' };
const completions = '/compatible-mode/v1/chat/completions';

const background = '#b04020';
const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
  .png()
  .toBuffer();

/** A red square as a data URI. */
export const image = `data:image/png;base64,${picture.toString('base64')}`;

/** A request that the provider answers with few tokens. */
export const asking = (fields: object = {}): VisionRequest =>
  AnalyzeVisionRequest.parse({ prompt: 'What is this?', image, max_tokens: 8, ...fields });

/** What the worlds of a test file share; each world has a provider and a clock of its own. */
export async function startVision() {
  const [secrets, storage] = await Promise.all([startSecretsWire(), startStorage()]);
  const create = async (options: { providerKey?: string; isSilent?: boolean } = {}) => {
    const clock = createFakeClock({ jumps: true });
    const provider = createProvider(clock);
    const store = await storage.createStore();
    const { arn } = secrets.plant(options.providerKey ?? plantedKey);
    const key = new ProviderKey(secrets.client, arn, clock);
    /** What the provider was sent. */
    const bodies: Record<string, unknown>[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      if (options.isSilent) throw new DOMException('no answer in time', 'TimeoutError');
      return provider.fetch(input, init);
    };
    const send = createTransport({ baseUrl: providerOrigin, key, fetch });
    const [chat, generations] = [new Chat(send), new Generations(send)];
    const media = createMedia(store, clock);
    const work: VisionWork = { chat, generations, media, clock, defaultModels: usualModels };
    return {
      ...{ bodies, clock, work },
      answer: (request: VisionRequest, kind: VisionKind = 'analyze') =>
        answerVision(work, caller, kind, request),
      stream: async (request: VisionRequest, kind: VisionKind = 'analyze') =>
        Array.fromAsync<VisionEvent>(await streamVision(work, caller, kind, request)),
      /** @param match from which call on, and how often */
      inject: (fault: Record<string, unknown>, match: { nth?: number; times?: number } = {}) =>
        provider.inject(fault, { path: completions, ...match }),
      injectAnywhere: (fault: Record<string, unknown>) => provider.inject(fault),
    };
  };
  return { create, close: () => Promise.all([secrets.close(), storage.close()]) };
}
