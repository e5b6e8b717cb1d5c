import type { KnownModels } from '../../shared/models/describe-models.ts';
import type { World } from '../../shared/runtime/world.ts';
import { VideoCatalogue } from '../../shared/video/models/catalogue.ts';
import { ModelSettings } from '../../shared/video/models/model-settings.ts';

/** All models of this deployment. */
export function composeKnownModels(world: World): KnownModels {
  const { visionModels = {} } = ModelSettings.parse(world.modelSettings ?? {});
  return { catalogue: composeVideoCatalogue(world), visionDefaults: visionModels };
}

/** The video models of this deployment. */
export function composeVideoCatalogue({ modelSettings = {} }: World): VideoCatalogue {
  return new VideoCatalogue(ModelSettings.parse(modelSettings));
}
