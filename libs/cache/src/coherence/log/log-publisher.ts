import type { RedisConnection } from '../../stores/redis/redis-connection';
import type { Coherence, InvalidationPublisher } from '../coherence';
import type { Names } from '../names';
import { Backlog } from './backlog';
import type { LogKeys } from './log-keys';
import { encodeNames } from './log-record';
import { allowOom, PUBLISH } from './log-scripts';

export interface LogPublisherOptions {
  readonly connection: RedisConnection;
  readonly coherence: Coherence;
  readonly keys: LogKeys;
  /** This process, in its records. */
  readonly origin: string;
  /** Records that the stream keeps, about. */
  readonly maxRecords: number;
  readonly redisMajor: () => number;
  /** Another epoch than ours is in force. */
  readonly onForeignEpoch: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/** Appends invalidations to the shared log, and keeps those that it cannot take now. */
export class LogPublisher implements InvalidationPublisher {
  readonly #options: LogPublisherOptions;
  readonly #backlog = new Backlog();
  #flushing = false;

  constructor(options: LogPublisherOptions) {
    this.#options = options;
  }

  async publish(names: Names): Promise<number | undefined> {
    this.#options.coherence.fences.raisePending(names);
    return this.#append(names);
  }

  /** Publishes what has been kept, as far as the log takes it. */
  async flush(): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      for (const names of this.#backlog.takeAll()) await this.#append(names);
    } finally {
      this.#flushing = false;
    }
  }

  async #append(names: Names): Promise<number | undefined> {
    const { coherence } = this.#options;
    const { epoch } = coherence;
    const seq = epoch === undefined ? undefined : await this.#send(epoch, names);
    if (seq === undefined) {
      this.#keep(names);
      return undefined;
    }
    // Places of an epoch that ended meanwhile mean nothing in the present one.
    const place = coherence.epoch === epoch ? seq : 0;
    coherence.fences.confirm(names, place);
    return place === 0 ? undefined : place;
  }

  async #send(epoch: string, names: Names): Promise<number | undefined> {
    const { connection, keys, maxRecords, origin, redisMajor, onForeignEpoch } = this.#options;
    try {
      const seq = await connection.execute((client) =>
        client.eval(allowOom(PUBLISH, redisMajor()), {
          keys: [keys.meta, keys.logPrefix + epoch],
          arguments: [epoch, String(maxRecords), origin, encodeNames(names)],
        }),
      );
      if (typeof seq === 'number' && seq > 0) return seq;
      onForeignEpoch();
    } catch (error) {
      this.#options.onError('publish', error);
    }
    return undefined;
  }

  #keep(names: Names): void {
    const { fences } = this.#options.coherence;
    const dropped = this.#backlog.add(names);
    if (dropped.length === 0) return;
    fences.raisePending({ all: true });
    for (const each of dropped) fences.confirm(each, 0);
  }
}
