import { invalid, valid, type Kind } from '../engine/kind';
import { parseUrl } from './parse-url';

/** An http or https address without credentials. */
export const httpUrl: Kind<string> = {
  allowed: 'an https:// or http:// URL without user name, password or fragment',
  parse(text) {
    const url = parseUrl(text);
    if (!isHttp(url)) return invalid();
    const isPlain = url.username === '' && url.password === '' && url.hash === '';
    return isPlain ? valid(url.href) : invalid();
  },
  canonical: String,
};

/** A web origin: scheme, host and port, as a browser sends it in the Origin header. */
export const origin: Kind<string> = {
  allowed: 'an origin such as https://app.example.com, without path or wildcard',
  parse(text) {
    const url = parseUrl(text);
    if (!isHttp(url) || url.hostname.includes('*')) return invalid();
    const isBare = url.href === `${url.origin}/`;
    return isBare ? valid(url.origin) : invalid();
  },
  canonical: String,
};

function isHttp(url: URL | undefined): url is URL {
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}
