import { figureModels } from './figures.ts';
import { happyHorseModels } from './happyhorse.ts';
import { vaceModels } from './vace.ts';
import type { VideoModel } from './video-model.ts';
import { keyFrameModels, legacyReferenceModels } from './wan-key-frames.ts';
import { legacyImageModels, legacyTextModels } from './wan-legacy.ts';
import { mediaListModels } from './wan-media.ts';

const models: Readonly<Record<string, VideoModel>> = {
  ...mediaListModels,
  ...happyHorseModels,
  ...legacyTextModels,
  ...legacyImageModels,
  ...legacyReferenceModels,
  ...keyFrameModels,
  ...vaceModels,
  ...figureModels,
};

const beijingName = /^wanx2\.1-/;

/** The catalogue's row of a model id; Beijing spells the 2.1 generation `wanx2.1-` (dashscope-api §1.3). */
export function findVideoModel(id: string): VideoModel | undefined {
  const name = id.replace(beijingName, 'wan2.1-');
  return Object.hasOwn(models, name) ? models[name] : undefined;
}

export function listVideoModels(): readonly string[] {
  return Object.keys(models);
}
