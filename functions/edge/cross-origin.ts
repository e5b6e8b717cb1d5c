import { CrossOriginEnvironment, readEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';

/** What lets pages of the deployment's origin read an answer, where it has one; preflights are API Gateway's. */
export function crossOriginHeaders({ environment }: World): Readonly<Record<string, string>> {
  const { CORS_ORIGIN } = readEnvironment(CrossOriginEnvironment, environment);
  if (CORS_ORIGIN === undefined) return {};
  return { 'access-control-allow-origin': CORS_ORIGIN, 'access-control-expose-headers': '*' };
}
