import { closeJob } from '../../shared/video/close-job.ts';
import { composeStorage } from '../composition/storage.ts';
import { stepHandler } from '../edge/step.ts';

export const handler = stepHandler(composeStorage, closeJob);
