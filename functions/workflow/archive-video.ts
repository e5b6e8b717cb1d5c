import { archiveVideo } from '../../shared/video/archive-video.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const handler = stepHandler(composeVideoWork, archiveVideo);
