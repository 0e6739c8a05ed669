import { LRUCache } from 'lru-cache';

/** How the bytes of a body are coded (RFC 9110, section 8.4.1). */
export type ContentCoding = 'br' | 'gzip' | 'identity';

/** What an Accept-Encoding header asks for. */
interface Accepted {
  /** Of those that the client likes best, the one that makes the smallest bodies. */
  readonly best: ContentCoding;
  /** false: `identity;q=0`, and another coding will do. */
  readonly plain: boolean;
}

/** The smaller body first. */
const CODINGS: readonly ContentCoding[] = ['br', 'gzip', 'identity'];

/** A coding, or `*`, with its weight. */
const MEMBER = /^\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;

/** Where it is not named, any other acceptable coding comes before it. */
const UNNAMED_IDENTITY = 0.0001;

/** Clients of one kind send the same header with every request. */
const known = new LRUCache<string, Accepted>({ max: 100 });

/**
 * The coding in which a body is sent.
 *
 * @param header Accept-Encoding; undefined or empty: no coding is asked for
 * @param isLong whether the body is long enough for compression to be worth it
 */
export function contentCoding(header: string | undefined, isLong: boolean): ContentCoding {
  if (header === undefined || header === '') return 'identity';
  const { best, plain } = known.get(header) ?? remembered(header);
  return isLong || !plain ? best : 'identity';
}

/** The strong entity tag of a coded body, made from that of the plain one; a weak one stays as it is. */
export function codedTag(etag: string, coding: ContentCoding): string {
  if (coding === 'identity' || !etag.startsWith('"')) return etag;
  return `${etag.slice(0, -1)}-${coding}"`;
}

function remembered(header: string): Accepted {
  const accepted = parse(header);
  known.set(header, accepted);
  return accepted;
}

function parse(header: string): Accepted {
  const weights = new Map<string, number>();
  for (const member of header.toLowerCase().split(',')) {
    const [, name, weight = '1'] = MEMBER.exec(member) ?? [];
    if (name !== undefined) weights.set(name === 'x-gzip' ? 'gzip' : name, Number(weight));
  }
  const weightOf = (coding: ContentCoding): number =>
    weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? UNNAMED_IDENTITY : 0);
  const [best = 'identity'] = CODINGS.filter((coding) => weightOf(coding) > 0).sort(
    (a, b) => weightOf(b) - weightOf(a),
  );
  return { best, plain: weightOf('identity') > 0 };
}
