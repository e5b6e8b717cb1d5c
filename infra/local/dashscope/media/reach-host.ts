import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Gives every address of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** Asks the system's resolver. */
export const resolveByDns: ResolveHost = async (hostname) => {
  const addresses = await lookup(hostname, { all: true });
  return addresses.map(({ address }) => address);
};

/**
 * Tells whether the provider, from its own network, could reach this address: public ones only.
 * `trustedOrigins` (exact, `http://127.0.0.1:3001`) are reachable whatever they are.
 */
export async function isReachable(
  url: URL,
  trustedOrigins: readonly string[],
  resolveHost: ResolveHost,
): Promise<boolean> {
  if (trustedOrigins.includes(url.origin)) return true;
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(hostname)) return isPublic(hostname);
  try {
    const addresses = await resolveHost(hostname);
    return addresses.length > 0 && addresses.every(isPublic);
  } catch {
    return false;
  }
}

function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}
