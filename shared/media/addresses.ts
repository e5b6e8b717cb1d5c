import ipaddr from 'ipaddr.js';

const privateNames = /(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/i;

/** Every public IPv6 address begins so (RFC 4291 §2.4); outside are loopback, NAT64 and old forms that carry an IPv4 one. */
const globalUnicast = ipaddr.IPv6.parse('2000::');
const globalUnicastBits = 3;

/** Whether an IP address (any spelling, v4-mapped v6 included) is anything but public unicast. */
export function isPrivateAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast, globalUnicastBits)) return true;
  return parsed.range() !== 'unicast';
}

/** Whether a URL's hostname is, by its letters alone, loopback, private or link-local. */
export function isPrivateHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  if (ipaddr.isValid(bare)) return isPrivateAddress(bare);
  return privateNames.test(bare) || !bare.includes('.');
}
