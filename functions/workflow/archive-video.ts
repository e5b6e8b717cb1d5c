import { realWorld, type World } from '../../shared/runtime/world.ts';
import { archiveVideo } from '../../shared/video/archive-video.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const createHandler = (world: World) => stepHandler(world, composeVideoWork, archiveVideo);

export const handler = createHandler(realWorld());
