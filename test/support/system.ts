import { inject } from 'vitest';
import { Caller } from './caller.ts';
import type { LocalSystem } from './platform.ts';

const { api, key, otherKeys, local } = inject('system');
const repliesFile = local?.repliesFile;

/** The owner whose key was given first. */
export function firstOwner(): Caller {
  return callerWith(key);
}

/** Owners who are not the first. */
export function otherOwners(): Caller[] {
  return otherKeys.map(callerWith);
}

/** Somebody with this key, or with none. */
export function callerWith(someKey?: string): Caller {
  return new Caller({ api, key: someKey, repliesFile });
}

/** What only the laptop has: the twin's witness, the services' addresses. */
export function localSystem(): LocalSystem {
  if (local) return local;
  throw new Error(
    'this test needs the laptop platform: leave out test/system/local on a deployment',
  );
}
