import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { describeIssue, tellIssues } from '../shared/contract/describe-issue.ts';
import type { VideoMode } from '../shared/contract/video.ts';
import { VideoCatalogue } from '../shared/video/models/catalogue.ts';
import { ModelOverrideError, ModelSettings } from '../shared/video/models/model-settings.ts';
import { type Region, regions } from '../shared/video/models/video-model.ts';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { checkUploadPlans } from './upload-plans.ts';

type Relevant = Pick<
  Config,
  | 'providerRegion'
  | 'providerBaseUrl'
  | 'defaultModels'
  | 'videoModels'
  | 'visionModels'
  | 'uploadRules'
>;

const regionNames = {
  singapore: 'ap-southeast-1',
  beijing: 'cn-beijing',
  virginia: 'us-east-1',
} as const satisfies Record<Config['providerRegion'], Region>;

/** What the functions are told of models, and what an operator should know. */
type CheckedModels = {
  readonly settings: ModelSettings;
  readonly warnings: readonly string[];
};

/**
 * The deployment's say on models: its region, its defaults, its override file.
 * @throws ConfigError for a file that cannot be read or a default that the region does not offer
 */
function checkModels(config: Relevant): CheckedModels {
  const settings: ModelSettings = {
    region: regionOf(config),
    defaultModels: config.defaultModels,
    visionModels: config.visionModels,
    videoModels: config.videoModels === undefined ? undefined : readRows(config.videoModels),
  };
  const catalogue = createCatalogue(settings);
  checkUploadPlans(catalogue, config.uploadRules);
  const modes = Object.keys(catalogue.defaults) as VideoMode[];
  return { settings, warnings: modes.flatMap((mode) => checkDefault(catalogue, mode)) };
}

/** A workspace's address names its region (dashscope-api §1.1). */
function regionOf({ providerBaseUrl, providerRegion }: Relevant): Region {
  const { hostname } = new URL(providerBaseUrl);
  return regions.find((region) => hostname.includes(`.${region}.`)) ?? regionNames[providerRegion];
}

function readRows(path: string): ModelSettings['videoModels'] {
  try {
    return JSON.parse(readFileSync(resolve(path), 'utf8'));
  } catch (error) {
    throw new ConfigError(`videoModels: ${path} cannot be read: ${(error as Error).message}`);
  }
}

function createCatalogue(settings: ModelSettings): VideoCatalogue {
  const checked = ModelSettings.safeParse(settings, { error: describeIssue });
  if (!checked.success) throw new ConfigError(`${tellIssues(checked.error)}.`);
  try {
    return new VideoCatalogue(checked.data);
  } catch (error) {
    if (!(error instanceof ModelOverrideError)) throw error;
    throw new ConfigError(`videoModels: ${error.message}.`);
  }
}

/** Nobody is to find out by a failed job that the model of a plain request is not there. */
function checkDefault(catalogue: VideoCatalogue, mode: VideoMode): string[] {
  const id = catalogue.defaults[mode];
  const model = catalogue.find(id);
  const offered = catalogue.modelsOf(mode).filter((other) => catalogue.offers(other));
  const alternatives = offered.map((other) => other.id).join(', ');
  if (!model?.modes.includes(mode) || model.status === 'retired')
    throw new ConfigError(
      `defaultModels.${mode}: ${id} cannot be used. There are ${alternatives}.`,
    );
  if (catalogue.offers(model)) return [];
  const where = `The region ${catalogue.region} does not offer ${id}, the default model for ${mode}`;
  if (offered.length === 0) return [`${where}; it offers no other.`];
  const isDisputed = model.disputedRegions?.some((region) => region === catalogue.region);
  if (isDisputed) return [`${where}, by the provider's list. It offers ${alternatives}.`];
  throw new ConfigError(`${where}. Set defaultModels.${mode} to one of ${alternatives}.`);
}

/** Where a function finds the file that it is bundled with. */
export const modelSettingsKey = '@qwen-media/model-settings';

/**
 * Writes the settings where functions are bundled with them.
 * @returns what an operator should know
 */
export function provideModelSettings(app: App, config: Relevant): readonly string[] {
  const { settings, warnings } = checkModels(config);
  const file = join(app.outdir, 'model-settings.mjs');
  mkdirSync(app.outdir, { recursive: true });
  writeFileSync(file, `export const MODEL_SETTINGS = ${JSON.stringify(settings)};\n`);
  app.node.setContext(modelSettingsKey, file);
  return warnings;
}
