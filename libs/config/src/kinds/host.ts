import { BlockList, isIP } from 'node:net';
import { invalid, valid, type Kind } from '../engine/kind';

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`, 'i');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** A host name or an IP address; an IPv6 address may stand in brackets. */
export const host: Kind<string> = {
  allowed: 'a host name or an IP address',
  parse(text) {
    const bare = withoutBrackets(text);
    return isIP(bare) !== 0 || HOST_NAME.test(text) ? valid(bare) : invalid();
  },
  canonical: (value) => value.toLowerCase(),
};

/** True when only this machine can reach what listens on `address`. Other names than "localhost" do not count. */
export function isLoopbackHost(address: string): boolean {
  const bare = withoutBrackets(address).toLowerCase();
  const version = isIP(bare);
  if (version === 0) return bare === 'localhost';
  return LOOPBACK.check(bare, version === 4 ? 'ipv4' : 'ipv6');
}

function withoutBrackets(address: string): string {
  return /^\[.+\]$/.test(address) ? address.slice(1, -1) : address;
}
