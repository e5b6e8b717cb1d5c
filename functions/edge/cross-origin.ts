import { crossOriginHeaders } from '../../shared/contract/cross-origin.ts';
import { CrossOriginEnvironment, readEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';

/** What lets pages of the deployment's origin read an answer; preflights are API Gateway's. */
export function crossOriginOf({ environment }: World): Readonly<Record<string, string>> {
  return crossOriginHeaders(readEnvironment(CrossOriginEnvironment, environment).CORS_ORIGIN);
}
