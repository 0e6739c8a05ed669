/** A place in the history of a PostgreSQL cluster: after a promotion the log goes on in a new timeline. */
export interface WalPosition {
  readonly timeline: number;
  /** Bytes of write-ahead log. Comparable within one timeline only. */
  readonly lsn: bigint;
}

const TEXT = /^(\d{1,10}):([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;
const HALF_BITS = 32n;

/** The form in which positions leave this library: `1:0/3000148`. */
export function formatPosition({ timeline, lsn }: WalPosition): string {
  const low = lsn & 0xffffffffn;
  return `${timeline}:${(lsn >> HALF_BITS).toString(16)}/${low.toString(16)}`.toUpperCase();
}

/** The position that `text` names; undefined for anything that {@link formatPosition} does not make. */
export function parsePosition(text: string): WalPosition | undefined {
  const [, timeline, high, low] = TEXT.exec(text) ?? [];
  if (timeline === undefined || high === undefined || low === undefined) return undefined;
  return { timeline: Number(timeline), lsn: parseLsn(`${high}/${low}`) };
}

/** The number of bytes that PostgreSQL writes as `0/3000148`. */
export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << HALF_BITS) | BigInt(`0x${low}`);
}

/** Whether `reached` shows everything at `wanted`; false across timelines, because a promotion may lose commits. */
export function covers(reached: WalPosition, wanted: WalPosition): boolean {
  return reached.timeline === wanted.timeline && reached.lsn >= wanted.lsn;
}

/** Whether `a` comes before `b`; every position of a newer timeline comes later. */
export function isBefore(a: WalPosition, b: WalPosition): boolean {
  return a.timeline === b.timeline ? a.lsn < b.lsn : a.timeline < b.timeline;
}

/**
 * The later of two positions of `Database.position`. A position that cannot be read comes last, because
 * only the primary can be trusted to contain it.
 */
export function laterPosition(a: string, b: string): string {
  const [first, second] = [parsePosition(a), parsePosition(b)];
  if (first === undefined) return a;
  return second === undefined || isBefore(first, second) ? b : a;
}
