import type { Model } from '../contract/models.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { VisionKind } from '../contract/vision.ts';
import type { VideoCatalogue } from '../video/models/catalogue.ts';
import type { Fields, VideoModel } from '../video/models/video-model.ts';
import { findVisionModel, usualModels, type VisionModel, visionModels } from '../vision/models.ts';

/** What a deployment knows of models. */
export type KnownModels = {
  readonly catalogue: VideoCatalogue;
  /** The models of vision requests that name none, where they are not the usual ones. */
  readonly visionDefaults: Readonly<Partial<Record<VisionKind, string>>>;
};

/** What all models of the provider are described by. */
const common = { object: 'model', owned_by: 'alibaba-cloud' } as const;

/** Every model that can be asked for, video models first. */
export function describeModels(known: KnownModels): Model[] {
  const { catalogue } = known;
  const videos = catalogue.models.map((model) => describeVideoModel(catalogue, model));
  return [...videos, ...describeVisionModels(known)];
}

/** @throws ServiceError `not_found` for a model that is not in the list; a dated snapshot is its model. */
export function describeModel(known: KnownModels, id: string): Model {
  const { catalogue } = known;
  const row = catalogue.find(id);
  if (row) return { ...describeVideoModel(catalogue, row), id };
  const { model, isListed } = findVisionModel(id);
  if (isListed) return describeVisionModel(known, model);
  throw new ServiceError('not_found', `There is no model ${id}. GET /v1/models lists them.`);
}

function describeVideoModel(catalogue: VideoCatalogue, row: VideoModel): Model {
  const { functions, released } = row;
  const modes = Object.entries(catalogue.defaults).filter(([, id]) => id === row.id);
  return {
    ...common,
    id: catalogue.nameOf(row, row.id),
    created: released ? Date.parse(released) / 1000 : 0,
    kind: 'video',
    default_for: modes.map(([mode]) => mode),
    status: row.status,
    modes: [...row.modes],
    regions: [...row.regions],
    offered: catalogue.offers(row),
    sound: row.sound,
    typical_seconds: row.typicalSeconds,
    submits_per_second: row.submitsPerSecond,
    concurrent_tasks: row.concurrentTasks,
    fields: describeFields(row.fields),
    ...(functions && { functions: describeFunctions(functions) }),
    requirements: (row.requirements ?? []).map((rule) => snakeCased(rule) as Described),
  };
}

/** Those that are listed, and whatever else the deployment has made a default. */
function describeVisionModels(known: KnownModels): Model[] {
  const listed = visionModels.map(({ id }) => id);
  const ids = new Set([...listed, ...Object.values(known.visionDefaults)]);
  return [...ids].map((id) => describeVisionModel(known, findVisionModel(id).model));
}

function describeVisionModel({ visionDefaults }: KnownModels, row: VisionModel): Model {
  const { id, ...accepts } = row;
  const defaults = Object.entries({ ...usualModels, ...visionDefaults });
  const uses = defaults.filter(([, model]) => model === id).map(([use]) => use);
  return {
    ...common,
    ...{ id, created: 0, kind: 'vision', default_for: uses },
    accepts: snakeCased(accepts) as Described,
  };
}

type Described = Record<string, unknown>;

function describeFields(fields: Fields): Record<string, Described> {
  return snakeCased(fields) as Record<string, Described>;
}

function describeFunctions(functions: NonNullable<VideoModel['functions']>) {
  const described = Object.entries(functions).map(([name, { fields }]) => [
    name,
    describeFields(fields),
  ]);
  return Object.fromEntries(described) as Record<string, Record<string, Described>>;
}

/** Our words as the wire has them; names of fields are in that case already. */
function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [snakeCase(key), snakeCased(member)]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
