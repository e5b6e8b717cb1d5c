import { giveUpWaiting } from '../../shared/video/give-up-waiting.ts';
import { composeVideoWork } from '../composition/video-work.ts';
import { stepHandler } from '../edge/step.ts';

export const handler = stepHandler(composeVideoWork, giveUpWaiting);
