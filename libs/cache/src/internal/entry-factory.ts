import { checkedTags } from '../cache-key';
import { capture } from '../codec/capture';
import { copyValue } from '../codec/copy-value';
import type { EntryOptions, EntryPolicy } from '../entry-options';
import { Entry, type Stamp } from '../stores/entry';
import type { Clock } from './clock';
import { positive, termsOf } from './terms';

const NO_TAGS: readonly string[] = Object.freeze([]);

/** What holds for calls that do not say otherwise. */
export interface EntryDefaults extends EntryPolicy {
  readonly ttlSeconds: number;
  readonly jitter: number;
}

/** Makes entries out of loaded values. */
export class EntryFactory {
  readonly #defaults: EntryDefaults;
  readonly #clock: Clock;

  constructor(defaults: EntryDefaults, clock: Clock) {
    this.#defaults = defaults;
    this.#clock = clock;
  }

  /**
   * @param stamp taken when the load began
   * @throws UncacheableValueError, InvalidCacheKeyError for a tag
   */
  make<T>(key: string, value: T, options: EntryOptions<T>, stamp: Stamp): Entry {
    const captured = capture(value);
    // Callbacks get what a caller would get; the captured value is of the type of the loaded one.
    const shown = (): T => (captured.shareable ? captured.value : copyValue(captured.value)) as T;
    const ttlMs = this.#ttlMs(options, captured.value, shown);
    const { tags } = options;
    const { revalidateMs, ifErrorMs } = termsOf(options, this.#defaults);
    return new Entry({
      key,
      captured,
      tags: taken(typeof tags === 'function' ? tags(shown()) : tags),
      ttlMs,
      expiresAtMs: this.#clock.now() + ttlMs,
      staleMs: Math.max(revalidateMs, ifErrorMs),
      refreshAfterMs: Math.ceil(ttlMs * this.#earlyRefresh(options)),
      stamp,
    });
  }

  /** 1 where there is none: an entry is renewed when it expires. */
  #earlyRefresh<T>(options: EntryOptions<T>): number {
    const part = options.earlyRefresh ?? this.#defaults.earlyRefresh ?? 0;
    return part > 0 && part < 1 ? part : 1;
  }

  #ttlMs<T>(options: EntryOptions<T>, value: unknown, shown: () => T): number {
    const seconds = options.ttl?.(shown()) ?? this.#ttlSeconds(options, value);
    const jitter = Math.min(1, positive(options.jitter ?? this.#defaults.jitter));
    return Math.ceil(positive(seconds) * 1_000 * (1 - jitter * Math.random()));
  }

  #ttlSeconds<T>({ ttlSeconds, absenceTtlSeconds }: EntryOptions<T>, value: unknown): number {
    const whole = ttlSeconds ?? this.#defaults.ttlSeconds;
    const absent = value === undefined || value === null;
    return absent ? (absenceTtlSeconds ?? this.#defaults.absenceTtlSeconds ?? whole) : whole;
  }
}

/** One by which nobody could invalidate is refused here, too. */
function taken(tags: readonly string[] = NO_TAGS): readonly string[] {
  return tags.length === 0 ? NO_TAGS : checkedTags(tags);
}
