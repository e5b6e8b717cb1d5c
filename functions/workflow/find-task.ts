import { findTask } from '../../shared/video/find-task.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const handler = stepHandler(composeVideoWork, findTask);
