import type { Clock } from '../../internal/clock';
import { withTimeLimit } from '../../internal/time-limit';
import { OutboxTimeoutError } from '../../errors';
import type { Coherence } from '../coherence';
import { decodeNames, encodeNames } from '../log/log-record';
import { countNames, type Names } from '../names';
import type { InvalidationOutbox, StoredInvalidation } from './invalidation-outbox';
import { PublishedRows } from './published-rows';

/** How often the outbox is looked at. With the age below, and the drain itself, less than two seconds. */
const INTERVAL_MS = 750;

/** Rows younger than this are left to the process that stored them. */
const MIN_AGE_MS = 1_000;

/** Rows drained at a time. */
const MAX_DRAINED = 500;

/** More than this many waiting rows are folded into one that invalidates everything. */
const MAX_WAITING = 10_000;

/** A look at the outbox vouches for memory no longer than this. */
const VOUCHES_MS = 2_000;

/** On attaching to the log, the outbox may take this long. */
const ATTACH_LIMIT_MS = 250;

/** Rows being stored at the same time outside of transactions. */
const MAX_ADDING = 100;

export interface OutboxRelayOptions {
  readonly outbox: InvalidationOutbox;
  readonly coherence: Coherence;
  readonly clock: Clock;
  /** Appends to the shared log; rejects when the log does not take it. */
  readonly publish: (names: Names) => Promise<void>;
  readonly onError: (operation: string, error: unknown) => void;
}

/**
 * Between the outbox and the shared log: publishes what other processes left behind, and, while this
 * process is cut off from Redis, learns from the outbox what has been invalidated. No method rejects
 * except `add`.
 */
export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #published: PublishedRows;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #adding = 0;
  /** Rows of the last look, so that each is applied once. */
  #seen: ReadonlySet<string> = new Set();

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#published = new PublishedRows(options.outbox, options.onError);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), INTERVAL_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#underWay, this.#published.settled()]);
  }

  /** Stores names in the caller's transaction. Rejects as the outbox does: that transaction is lost. */
  add(names: Names): Promise<string> {
    return this.#options.outbox.add(encodeNames(names));
  }

  /** Stores, in the background, names that the log could not take. undefined: that failed. */
  async keep(names: Names): Promise<string | undefined> {
    if (this.#adding >= MAX_ADDING) return undefined;
    this.#adding++;
    try {
      return await this.add(names);
    } catch (error) {
      this.#options.onError('outbox', error);
      return undefined;
    } finally {
      this.#adding--;
    }
  }

  /** Removes rows, in the background. */
  remove(ids: readonly string[]): void {
    this.#published.remove(ids);
  }

  /** One look, unless one is under way: in step with the log, to drain; cut off from it, to learn. */
  async look(): Promise<void> {
    if (this.#underWay !== undefined) return;
    const { coherence, clock } = this.#options;
    const looking = coherence.inTouch(clock.now()) ? this.#drain() : this.#learn();
    this.#underWay = looking.catch((error: unknown) => this.#options.onError('outbox', error));
    await this.#underWay;
    this.#underWay = undefined;
  }

  /**
   * What waits in the outbox at this moment, in one set of names. Waits a short time at the most: an
   * outbox that cannot be read must not keep the cache out of use.
   */
  async waiting(): Promise<{ readonly names: Names; readonly ids: readonly string[] }> {
    try {
      const looking = this.#peek();
      const rows = await withTimeLimit(looking, ATTACH_LIMIT_MS, () => new OutboxTimeoutError());
      return { names: merged(rows), ids: rows.map(({ id }) => id) };
    } catch (error) {
      this.#options.onError('outbox', error);
      return { names: {}, ids: [] };
    }
  }

  async #drain(): Promise<void> {
    const { outbox, publish } = this.#options;
    this.#seen = new Set();
    await outbox.drain({ minAgeMs: MIN_AGE_MS, maxRows: MAX_DRAINED }, (rows) =>
      publish(merged(rows)),
    );
  }

  async #learn(): Promise<void> {
    const { coherence, clock } = this.#options;
    const sentAtMs = clock.now();
    const rows = await this.#peek();
    const fresh = rows.filter(({ id }) => !this.#seen.has(id));
    this.#seen = new Set(rows.map(({ id }) => id));
    if (fresh.length > 0) coherence.fences.raise(merged(fresh));
    coherence.outboxReadUntil(sentAtMs + VOUCHES_MS);
  }

  async #peek(): Promise<readonly StoredInvalidation[]> {
    const rows = await this.#options.outbox.peek(MAX_WAITING + 1);
    return rows.length > MAX_WAITING ? this.#fold(rows) : rows;
  }

  /** The table stays bounded however long Redis is away. */
  async #fold(rows: readonly StoredInvalidation[]): Promise<readonly StoredInvalidation[]> {
    const names = encodeNames({ all: true });
    const id = await this.#options.outbox.add(names);
    await this.#options.outbox.remove(rows.map((row) => row.id));
    return [{ id, names }];
  }
}

/** One set of names out of many rows. */
function merged(rows: readonly StoredInvalidation[]): Names {
  const each = rows.map(({ names }) => decodeNames(names));
  const all = each.some((names) => names.all);
  if (all) return { all };
  return {
    keys: unique(each.flatMap(({ keys = [] }) => keys)),
    tags: unique(each.flatMap(({ tags = [] }) => tags)),
    namespaces: unique(each.flatMap(({ namespaces = [] }) => namespaces)),
    patterns: unique(each.flatMap(({ patterns = [] }) => patterns)),
  };
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

/** Whether there is anything to invalidate. */
export function isEmpty(names: Names): boolean {
  return countNames(names) === 0;
}
