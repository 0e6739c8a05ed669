import type { Coherence, InvalidationPublisher } from '../coherence';
import { LogUnreachableError } from '../../errors';
import type { Clock } from '../../internal/clock';
import type { Names } from '../names';
import { Backlog, type Kept } from './backlog';

export interface LogPublisherOptions {
  readonly coherence: Coherence;
  readonly clock: Clock;
  /** This process, in its records. */
  readonly origin: string;
  /** Appends a record; rejects when that is not certain. Resolves to -1 when another epoch is in force. */
  readonly append: (record: AppendedRecord) => Promise<number>;
  /** Where what the log could not take is stored; undefined without an outbox. */
  readonly outbox: PublisherOutbox | undefined;
  /** Another epoch than ours is in force. */
  readonly onForeignEpoch: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/** One record on its way to the log. */
export interface AppendedRecord {
  readonly epoch: string;
  readonly origin: string;
  readonly names: Names;
  readonly position: string | undefined;
  readonly madeAtMs: number | undefined;
}

/** What the publisher asks of the outbox; neither rejects. */
export interface PublisherOutbox {
  keep(names: Names): Promise<string | undefined>;
  remove(ids: readonly string[]): void;
}

/** Author of records that were published for another process: all apply them. */
const NOBODY = '';

/** Kept invalidations that are on their way to the log at the same time: a packet of some ten kilobytes. */
const FLUSHED_AT_ONCE = 100;

/** Appends invalidations to the shared log, and keeps those that it cannot take now. */
export class LogPublisher implements InvalidationPublisher {
  readonly #options: LogPublisherOptions;
  readonly #backlog = new Backlog();
  #flushing = false;

  constructor(options: LogPublisherOptions) {
    this.#options = options;
  }

  async publish(names: Names, row?: string): Promise<number | undefined> {
    const { clock, coherence } = this.#options;
    const { fences } = coherence;
    fences.raisePending(names);
    const kept: Kept = { names, row, madeAtMs: clock.wallTime() };
    const place = await this.#append(kept, this.#sample());
    if (place === undefined) this.#keep(kept);
    return place === 0 ? undefined : place;
  }

  /**
   * Publishes what another process has left in the outbox.
   *
   * @throws LogUnreachableError when the log does not take it: it has to stay in the outbox
   */
  async relay(names: Names): Promise<void> {
    const record = { names, origin: NOBODY, madeAtMs: undefined };
    const sent = await this.#send(record, this.#sample());
    if (sent === undefined) throw new LogUnreachableError();
  }

  /** Publishes what has been kept, as far as the log takes it. */
  async flush(): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (await this.#flushSome());
    } finally {
      this.#flushing = false;
    }
  }

  /** In one packet, and in their order. Returns whether there may be more that the log takes. */
  async #flushSome(): Promise<boolean> {
    const some = this.#backlog.take(FLUSHED_AT_ONCE);
    if (some.length === 0) return false;
    const sampling = this.#sample();
    const places = await Promise.all(some.map((kept) => this.#append(kept, sampling)));
    const left = some.filter((_kept, index) => places[index] === undefined);
    this.#backlog.giveBack(left);
    return left.length === 0;
  }

  /** Begun before the first await: no load may read from a replica that is behind. */
  #sample(): Promise<string | undefined> {
    return this.#options.coherence.source.sample();
  }

  /** undefined: not taken. 0: taken by a log that has ended meanwhile, whose places mean nothing. */
  async #append(
    { names, row, madeAtMs }: Kept,
    sampling: Promise<string | undefined>,
  ): Promise<number | undefined> {
    const { coherence, origin, outbox } = this.#options;
    const sent = await this.#send({ names, origin, madeAtMs }, sampling);
    if (sent === undefined) return undefined;
    const place = coherence.epoch === sent.epoch ? sent.seq : 0;
    coherence.fences.confirm(names, place);
    if (row !== undefined) outbox?.remove([row]);
    return place;
  }

  async #send(record: Outgoing, sampling: Promise<string | undefined>): Promise<Sent | undefined> {
    const { append, coherence, onForeignEpoch, onError } = this.#options;
    if (coherence.epoch === undefined) return undefined;
    try {
      const position = await sampling;
      const { epoch, applied } = coherence;
      if (epoch === undefined) return undefined;
      const seq = await append({ ...record, epoch, position });
      // A log that gives out places anew has been set back.
      if (seq > applied) return { epoch, seq };
      onForeignEpoch();
    } catch (error) {
      onError('publish', error);
    }
    return undefined;
  }

  #keep(kept: Kept): void {
    const { coherence, outbox } = this.#options;
    const dropped = this.#backlog.add(kept);
    if (dropped.length > 0) {
      coherence.fences.raisePending({ all: true });
      for (const { names } of dropped) coherence.fences.confirm(names, 0);
    }
    if (kept.row === undefined && outbox !== undefined) void storeRow(kept, outbox);
  }
}

type Outgoing = Omit<AppendedRecord, 'epoch' | 'position'>;

interface Sent {
  readonly epoch: string;
  readonly seq: number;
}

/** The others learn of it from the outbox, and it outlives this process. */
async function storeRow(kept: Kept, outbox: PublisherOutbox): Promise<void> {
  kept.row = await outbox.keep(kept.names);
}
