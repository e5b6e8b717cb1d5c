import ipaddr from 'ipaddr.js';

const privateNames = /(^|\.)(localhost|local|internal|localdomain|home\.arpa)\.?$/i;

/** Whether an IP address (any spelling, v4-mapped v6 included) is anything but public unicast. */
export function isPrivateAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv6' && embeddedIpv4Ranges.has(parsed.range())) return true;
  return parsed.range() !== 'unicast';
}

/** Ranges that carry an IPv4 address inside: a private one could hide there. */
const embeddedIpv4Ranges = new Set<string>(['ipv4Mapped', 'rfc6145', 'rfc6052', '6to4', 'teredo']);

/** Whether a URL's hostname is, by its letters alone, loopback, private or link-local. */
export function isPrivateHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(bare)) return isPrivateAddress(bare);
  return privateNames.test(bare) || !bare.includes('.');
}
