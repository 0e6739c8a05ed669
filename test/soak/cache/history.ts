import type { Invalidation, Read } from './messages';
import { userOf } from './messages';
import type { Outages } from './outages';

/** What a soak promises, in milliseconds. */
export interface Bounds {
  /** `l1MaxStaleMs` of the caches. */
  readonly maxStaleMs: number;
  /** From an invalidation that can be published to the last old answer elsewhere; scheduling of a busy machine included. */
  readonly lagMs: number;
}

/** One version of a key: who wrote it, and when the writer's cache had been told. */
interface Version {
  readonly writer: number;
  /** Undefined until the writer has said so. */
  toldAtMs: number | undefined;
}

export interface Tally {
  reads: number;
  writes: number;
  /** Reads that got a version which had been written over before they began. */
  old: number;
  /** The longest that one of these came after its invalidation. */
  oldestMs: number;
  /** The same while the links of writer and reader were well. */
  oldestWhileWellMs: number;
}

/**
 * Judges reads against the order in which the source was written. A read may get a version that was written over
 * before it began only
 *
 * 1. in another process than the writer's, and
 * 2. until the writer can have published its invalidation, and `lagMs` from then; or while the reader is cut off
 *    from Redis (or connecting again), until `maxStaleMs` and `lagMs` after the cut began.
 * 3. A reader that is cut off for longer than that gets nothing old, published or not.
 */
export class History {
  readonly violations: string[] = [];
  readonly tally: Tally = { reads: 0, writes: 0, old: 0, oldestMs: 0, oldestWhileWellMs: 0 };
  readonly #versions = new Map<string, Version[]>();
  readonly #outages: readonly Outages[];
  readonly #bounds: Bounds;

  constructor(outages: readonly Outages[], bounds: Bounds) {
    this.#outages = outages;
    this.#bounds = bounds;
  }

  /** How often a key has been written: its version. */
  version(key: string): number {
    return this.#of(key).length;
  }

  written(key: string, writer: number): number {
    this.tally.writes += 1;
    return this.#of(key).push({ writer, toldAtMs: undefined });
  }

  told({ key, version, atMs }: Invalidation): void {
    const written = this.#of(key)[version - 1];
    if (written !== undefined) written.toldAtMs = atMs;
  }

  /** To be called when every invalidation from before the read has been told. */
  judge(read: Read, reader: number): void {
    this.tally.reads += 1;
    const { key, value } = read;
    if (value === undefined) return this.#accuse(read, reader, 'got nothing');
    if (value.key !== key || value.user !== userOf(key)) {
      return this.#accuse(read, reader, `got what belongs to ${value.user}: ${value.key}`);
    }
    const later = this.#of(key).slice(value.version);
    for (const version of later) this.#judgeAgainst(version, read, reader);
  }

  /** After all faults are over and all processes have caught up: only the newest will do. */
  judgeLast({ key, value }: Read, reader: number): void {
    const newest = this.version(key);
    if (value?.version === newest) return;
    this.violations.push(
      `process ${reader} ends with version ${value?.version} of ${key}, not ${newest}: an invalidation was lost`,
    );
  }

  #judgeAgainst({ writer, toldAtMs }: Version, read: Read, reader: number): void {
    const { beganAtMs } = read;
    if (toldAtMs === undefined || beganAtMs <= toldAtMs) return;
    this.#note(beganAtMs - toldAtMs, [writer, reader], toldAtMs, beganAtMs);
    if (writer === reader) this.#accuse(read, reader, 'is old in the process that wrote');
    else if (beganAtMs > this.#allowedUntil(toldAtMs, writer, reader, beganAtMs)) {
      this.#accuse(read, reader, `is ${(beganAtMs - toldAtMs).toFixed(0)} ms too old`);
    }
  }

  #allowedUntil(toldAtMs: number, writer: number, reader: number, atMs: number): number {
    const { lagMs, maxStaleMs } = this.#bounds;
    const cut = this.#outages[reader]?.cutSince(atMs);
    const published = (this.#outages[writer]?.usableFrom(toldAtMs) ?? toldAtMs) + lagMs;
    // A load that began just before may still be joined: lagMs from then on as well.
    if (cut !== undefined) return Math.max(cut + maxStaleMs, toldAtMs) + lagMs;
    const began = this.#outages[reader]?.beganBefore(atMs);
    return Math.max(published, began === undefined ? 0 : began + maxStaleMs + lagMs);
  }

  #note(ageMs: number, processes: readonly number[], fromMs: number, toMs: number): void {
    const { tally } = this;
    tally.old += 1;
    tally.oldestMs = Math.max(tally.oldestMs, ageMs);
    const well = processes.every((index) => {
      const outages = this.#outages[index];
      return outages?.usableFrom(fromMs) === fromMs && outages.beganBefore(toMs) === undefined;
    });
    if (well) tally.oldestWhileWellMs = Math.max(tally.oldestWhileWellMs, ageMs);
  }

  #accuse({ key, value, beganAtMs }: Read, reader: number, what: string): void {
    const at = beganAtMs.toFixed(0);
    this.violations.push(
      `${key} version ${value?.version} read by process ${reader} at ${at} ${what}`,
    );
  }

  #of(key: string): Version[] {
    const known = this.#versions.get(key);
    if (known !== undefined) return known;
    const versions: Version[] = [];
    this.#versions.set(key, versions);
    return versions;
  }
}
