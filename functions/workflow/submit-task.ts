import { submitTask } from '../../shared/video/submit-task.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const handler = stepHandler(composeVideoWork, submitTask);
