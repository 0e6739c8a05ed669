import { capture } from '../../codec/capture';
import type { CapturedValue } from '../../codec/captured-value';
import { deepFreeze } from '../../codec/deep-freeze';
import { fromTagged, toTagged } from '../../codec/tagged-json';
import { StoredEntryError } from '../../errors';
import type { Clock } from '../../internal/clock';
import { Entry } from '../entry';

/** Version of the stored form itself; another one is a miss. */
const FORMAT = 2;

/** How the value lies in the stored form. */
const ENCODING = { json: 0, tagged: 1 } as const;

const FIELDS = 11;

/** The tick of what comes from Redis: no invalidation known in this process has been held against it. */
const NOTHING_VERIFIED = -1;

/** Heap bytes per character of stored JSON, roughly. */
const HEAP_BYTES_PER_CHARACTER = 2;

/** Reads and writes the form in which entries lie in Redis: one JSON array, the value last. */
export class EntryCodec {
  readonly #schemaVersion: string;
  readonly #clock: Clock;
  #epoch = '';

  constructor(schemaVersion: string, clock: Clock) {
    this.#schemaVersion = schemaVersion;
    this.#clock = clock;
  }

  encode(entry: Entry): string {
    const remainingMs = entry.expiresAtMs - this.#clock.now();
    return JSON.stringify([
      FORMAT,
      this.#schemaVersion,
      entry.epoch ?? '',
      entry.seq,
      Math.round(this.#clock.wallTime() + remainingMs),
      entry.ttlMs,
      entry.staleMs,
      entry.refreshAfterMs,
      entry.jsonSafe ? ENCODING.json : ENCODING.tagged,
      entry.tags,
      entry.jsonSafe ? entry.value : toTagged(entry.value),
    ]);
  }

  /**
   * The entry, or undefined when it is of another format or schema version, or of no use any more
   * by its writer's clock.
   *
   * @throws StoredEntryError when the text is no stored entry
   */
  decode(key: string, text: string): Entry | undefined {
    const fields = parseFields(text);
    const { 0: format, 1: schema, 2: epoch, 3: seq, 4: expiresAt, 5: ttlMs } = fields;
    if (format !== FORMAT || schema !== this.#schemaVersion) return undefined;
    const { 6: stale, 7: refreshAfterMs, 8: encoding, 9: tags, 10: tree } = fields;
    const whole = number(ttlMs);
    const staleMs = number(stale);
    // The writer's clock may be ahead of ours: never longer than the whole TTL.
    const remainingMs = Math.min(number(expiresAt) - this.#clock.wallTime(), whole);
    if (remainingMs + staleMs <= 0) return undefined;
    return new Entry({
      key,
      captured: captureTree(tree, encoding, text.length),
      tags: strings(tags),
      ttlMs: whole,
      expiresAtMs: this.#clock.now() + remainingMs,
      staleMs,
      refreshAfterMs: number(refreshAfterMs),
      stamp: { tick: NOTHING_VERIFIED, epoch: this.#epochOf(epoch), seq: number(seq) },
    });
  }

  /** One text for all entries of an epoch instead of one for each. */
  #epochOf(text: unknown): string | undefined {
    if (typeof text !== 'string') throw malformed();
    if (text !== this.#epoch) this.#epoch = text;
    return text === '' ? undefined : this.#epoch;
  }
}

function parseFields(text: string): readonly unknown[] {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    throw malformed(error);
  }
  if (!Array.isArray(fields) || fields.length !== FIELDS) throw malformed();
  return fields;
}

function captureTree(tree: unknown, encoding: unknown, length: number): CapturedValue {
  if (encoding === ENCODING.tagged) return capture(fromTagged(tree));
  if (encoding !== ENCODING.json) throw malformed();
  return {
    value: deepFreeze(tree),
    shareable: true,
    jsonSafe: true,
    bytes: length * HEAP_BYTES_PER_CHARACTER,
  };
}

function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw malformed();
}

const NO_TAGS: readonly string[] = Object.freeze([]);

function strings(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw malformed();
  if (value.length === 0) return NO_TAGS;
  if (value.every((item) => typeof item === 'string')) return value;
  throw malformed();
}

function malformed(cause?: unknown): StoredEntryError {
  return new StoredEntryError('A stored entry is malformed.', cause);
}
