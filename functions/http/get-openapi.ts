import document from '../../shared/contract/openapi.json' with { type: 'json' };
import { httpHandler } from '../edge/http.ts';

const needsNothing = () => undefined;

export const handler = httpHandler('getOpenapi', needsNothing, async () => ({ body: document }));
