import type { World } from '../../shared/runtime/world.ts';
import { VideoCatalogue } from '../../shared/video/models/catalogue.ts';
import { ModelSettings } from '../../shared/video/models/model-settings.ts';

/** The video models of this deployment. */
export function composeVideoCatalogue({ modelSettings = {} }: World): VideoCatalogue {
  return new VideoCatalogue(ModelSettings.parse(modelSettings));
}
