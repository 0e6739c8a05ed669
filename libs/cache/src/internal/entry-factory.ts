import { capture } from '../codec/capture';
import { copyValue } from '../codec/copy-value';
import type { EntryOptions } from '../entry-options';
import { Entry, type Stamp } from '../stores/entry';
import type { Clock } from './clock';

const NO_TAGS: readonly string[] = Object.freeze([]);

export interface EntryDefaults {
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
   * @throws UncacheableValueError
   */
  make<T>(key: string, value: T, options: EntryOptions<T>, stamp: Stamp): Entry {
    const captured = capture(value);
    // Callbacks get what a caller would get; the captured value is of the type of the loaded one.
    const shown = (): T => (captured.shareable ? captured.value : copyValue(captured.value)) as T;
    const ttlMs = this.#ttlMs(options, shown);
    const { tags } = options;
    return new Entry({
      key,
      captured,
      tags: typeof tags === 'function' ? [...tags(shown())] : (tags ?? NO_TAGS),
      ttlMs,
      expiresAtMs: this.#clock.now() + ttlMs,
      stamp,
    });
  }

  #ttlMs<T>(options: EntryOptions<T>, shown: () => T): number {
    const seconds = options.ttl?.(shown()) ?? options.ttlSeconds ?? this.#defaults.ttlSeconds;
    const jitter = options.jitter ?? this.#defaults.jitter;
    const ttlMs = seconds * 1_000 * (1 - jitter * Math.random());
    return ttlMs > 0 ? ttlMs : 0;
  }
}
