import type { VideoMode } from '../../contract/video.ts';
import { happyHorseModels } from './happyhorse.ts';
import { applyOverrides, type ModelSettings } from './model-settings.ts';
import type { Region, VideoModel } from './video-model.ts';
import { wanImageModels } from './wan-image.ts';
import { wanKeyFrameModels } from './wan-key-frames.ts';
import { wanReferenceModels } from './wan-reference.ts';
import { wanTextModels } from './wan-text.ts';
import { wanVaceModels } from './wan-vace.ts';
import { wan27Models } from './wan27.ts';
import { wan30Models } from './wan30.ts';

const builtIn: readonly VideoModel[] = [
  ...wanTextModels,
  ...wanImageModels,
  ...wanKeyFrameModels,
  ...wanReferenceModels,
  ...wanVaceModels,
  ...wan27Models,
  ...wan30Models,
  ...happyHorseModels,
];

/** The model of each mode when the caller names none. */
const usualDefaults: Readonly<Record<VideoMode, string>> = {
  t2v: 'wan2.6-t2v',
  i2v: 'wan2.6-i2v-flash',
  kf2v: 'wan2.2-kf2v-flash',
  r2v: 'wan2.6-r2v-flash',
  vace: 'wan2.1-vace-plus',
  videoedit: 'wan2.7-videoedit',
};

/** Every video model that this deployment knows, and what it makes of them. */
export class VideoCatalogue {
  readonly models: readonly VideoModel[];
  readonly defaults: Readonly<Record<VideoMode, string>>;
  /** Where the provider is; `undefined` when nobody said so. */
  readonly region: Region | undefined;

  constructor({ region, defaultModels, videoModels = [] }: ModelSettings = {}) {
    this.models = applyOverrides(builtIn, videoModels);
    this.defaults = { ...usualDefaults, ...defaultModels };
    this.region = region;
  }

  /** The row of a model id: the one of that name, else the longest one that the id extends by a date. */
  find(id: string): VideoModel | undefined {
    const named = this.models.find((model) => namesOf(model).includes(id));
    if (named) return named;
    const snapshots = this.models.filter((model) => isSnapshotOf(id, model.id));
    return snapshots.sort((one, other) => other.id.length - one.id.length)[0];
  }

  /** What the provider of this region calls the model that a caller calls `id`. */
  nameOf(model: VideoModel, id: string): string {
    if (!namesOf(model).includes(id)) return id;
    if (!this.region) return id;
    return model.names?.[this.region] ?? model.id;
  }

  /** Whether the provider's list has the model in this region (dashscope-api §2.3). */
  offers(model: VideoModel): boolean {
    return this.region === undefined || model.regions.includes(this.region);
  }

  /** The models of a mode that can be asked for, newest status first. */
  modelsOf(mode: VideoMode): VideoModel[] {
    return this.models.filter(({ modes, status }) => modes.includes(mode) && status !== 'retired');
  }
}

function namesOf(model: VideoModel): string[] {
  return [model.id, ...Object.values(model.names ?? {})];
}

function isSnapshotOf(id: string, modelId: string): boolean {
  return new RegExp(`^${RegExp.escape(modelId)}-\\d{4}-\\d{2}-\\d{2}$`).test(id);
}
