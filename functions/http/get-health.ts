import { httpHandler } from '../edge/http.ts';

const needsNothing = () => undefined;

export const handler = httpHandler('getHealth', needsNothing, async () => ({
  body: { status: 'ok' },
}));
