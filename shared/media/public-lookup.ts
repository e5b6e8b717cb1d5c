import type { lookup as systemLookup } from 'node:dns';
import { isPrivateAddress } from './addresses.ts';

/** We were asked to reach something that is not public. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'private_address';
  readonly retryable = false;
}

/** Filters addresses where the socket asks for them, so that no second resolution can differ (no rebinding). */
export function publicLookup(lookup: typeof systemLookup): typeof systemLookup {
  const guarded = (
    hostname: string,
    options: { all?: boolean },
    done: (...results: unknown[]) => void,
  ) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error);
      const [first] = addresses;
      const blocked = addresses.find(({ address }) => isPrivateAddress(address));
      if (!first || blocked) return done(new PrivateAddressError(`${hostname} is not public`));
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  return guarded as unknown as typeof systemLookup;
}
