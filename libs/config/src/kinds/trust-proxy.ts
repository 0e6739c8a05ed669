import { isIP } from 'node:net';
import { invalid, valid, type Kind } from '../engine/kind';
import { boolean } from './boolean';

/**
 * Whose `X-Forwarded-*` headers are believed: nobody's, everybody's, those of so many hops before
 * this service, or those of the listed addresses and networks (comma-separated).
 */
export type TrustProxy = boolean | number | string;

const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];
const MAX_HOPS = 32;
const PREFIX_LENGTH: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** See {@link TrustProxy}. A number means hops, so `1` is one proxy and not "everybody". */
export const trustProxy: Kind<TrustProxy> = {
  allowed:
    `false, true, a number of hops up to ${String(MAX_HOPS)}, or a comma-separated list of ` +
    `addresses, networks (10.0.0.0/8) and the names ${NETWORKS.join(', ')}`,
  parse(text) {
    if (/^\d+$/.test(text)) return Number(text) <= MAX_HOPS ? valid(hops(text)) : invalid();
    const word = boolean.parse(text);
    return word.ok ? word : addresses(text);
  },
  canonical: String,
};

function hops(text: string): TrustProxy {
  return Number(text) || false;
}

function addresses(text: string) {
  const entries = text.split(',').map((entry) => entry.trim());
  const wrong = entries.find((entry) => !NETWORKS.includes(entry) && !isNetwork(entry));
  return wrong === undefined ? valid<TrustProxy>(entries.join(',')) : invalid<TrustProxy>();
}

function isNetwork(entry: string): boolean {
  const [address = '', length, ...rest] = entry.split('/');
  const longest = PREFIX_LENGTH[isIP(address)];
  if (longest === undefined || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest);
}
