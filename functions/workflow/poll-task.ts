import { pollTask } from '../../shared/video/poll-task.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const handler = stepHandler(composeVideoWork, pollTask);
