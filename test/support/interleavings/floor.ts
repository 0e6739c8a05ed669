import type { Coherence } from '../../../libs/cache/src/coherence/coherence';
import type { TakenRecord } from './shared';

/** What one process has learnt of: it must never serve anything older again. */
export class Floor {
  #version = 0;

  get version(): number {
    return this.#version;
  }

  raise(version: number): void {
    this.#version = Math.max(this.#version, version);
  }

  /** Raised by what the process applies, all that came before it, and what it passes over as void. */
  follow(coherence: Coherence, records: readonly TakenRecord[]): void {
    const learn = (isKnown: (record: TakenRecord) => boolean): void => {
      for (const record of records) if (isKnown(record)) this.raise(record.version);
    };
    const apply = coherence.apply.bind(coherence);
    const startLog = coherence.startLog.bind(coherence);
    coherence.apply = (names, applied, own) => {
      apply(names, applied, own);
      learn(({ epoch, seq }) => epoch === coherence.epoch && seq <= applied);
    };
    coherence.startLog = (next, floorSeq) => {
      startLog(next, floorSeq);
      learn(({ epoch, seq }) => epoch !== next || seq <= floorSeq);
    };
  }
}
