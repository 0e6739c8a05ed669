/** One check of the coherence scheme, left out. */
export interface Mutation {
  readonly check: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

const COHERENCE = 'libs/cache/src/coherence';
const LOG = `${COHERENCE}/log`;
const TIERED = 'libs/cache/src/stores/tiered/tiered-store.ts';

export const MUTATIONS: readonly Mutation[] = [
  {
    check: 'an entry in memory is held against what was invalidated since',
    file: TIERED,
    text: 'if (!fences.holdsSince(entry, entry.verifiedTick)) return false;',
    replacement: '',
  },
  {
    check: "an entry in Redis is held against the log by its load's stamp",
    file: TIERED,
    text: '&& fences.holdsInLog(entry, entry.seq)',
    replacement: '',
  },
  {
    check: 'an entry in Redis is of the epoch in force',
    file: TIERED,
    text: 'entry.epoch === epoch &&',
    replacement: '',
  },
  {
    check: 'Redis is not asked for a name whose invalidation is not in the log yet',
    file: `${COHERENCE}/fences.ts`,
    text: 'fence.seq > seq || fence.pending > 0',
    replacement: 'fence.seq > seq',
  },
  {
    check: "a forgotten name raises the floor of Redis's entries",
    file: `${COHERENCE}/fences.ts`,
    text: 'if (seq < this.#floorSeq || this.#allPending > 0) return false;',
    replacement: '',
  },
  {
    check: "a forgotten name raises the floor of memory's entries",
    file: `${COHERENCE}/fences.ts`,
    text: 'if (tick < this.#floorTick) return false;',
    replacement: '',
  },
  {
    check: 'nobody joins a load that began before an invalidation',
    file: 'libs/cache/src/internal/flights.ts',
    text: 'this.#isCurrent(key, flight) ? flight',
    replacement: 'true ? flight',
  },
  {
    check: 'the stamp is taken before the load begins',
    file: 'libs/cache/src/internal/loading.ts',
    text: 'values[index] as T, options, stamp)',
    replacement: 'values[index] as T, options, coherence.stamp())',
  },
  {
    check: "another process's record voids what is in memory",
    file: `${LOG}/log-follower.ts`,
    text: 'author === origin',
    replacement: 'true',
  },
  {
    check: 'an invalidation holds in its own process before it is published',
    file: `${LOG}/log-publisher.ts`,
    text: 'fences.raisePending(names);\n    const kept',
    replacement: 'const kept',
  },
  {
    check: "a published invalidation voids Redis's older entries before its record is read",
    file: `${LOG}/log-publisher.ts`,
    text: 'coherence.fences.confirm(names, place);',
    replacement: 'coherence.fences.confirm(names, 0);',
  },
  {
    check: 'a gap or another log voids everything older',
    file: `${COHERENCE}/coherence.ts`,
    text: 'this.fences.startLog(floorSeq);',
    replacement: '',
  },
  {
    check: 'the script that publishes refuses an epoch that is not in force',
    file: `${LOG}/log-scripts.ts`,
    text: "if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end",
    replacement: '',
  },
  {
    check: 'records that were trimmed before they were read void everything older',
    file: `${LOG}/log-follower.ts`,
    text: "if (reachable > coherence.applied) this.#skipTo(coherence.epoch ?? '', reachable);",
    replacement: '',
  },
  {
    check: 'a heartbeat that finds another epoch has its log read',
    file: `${LOG}/heartbeat.ts`,
    text: 'place.epoch !== coherence.epoch ||',
    replacement: '',
  },
  {
    check: "another process's invalidation tells how far a replica must be for a load",
    file: `${LOG}/log-follower.ts`,
    text: 'if (author !== origin) coherence.source.note(position);',
    replacement: '',
  },
  {
    check: "a load after an invalidation of one's own waits for a replica no less",
    file: `${LOG}/log-publisher.ts`,
    text: 'return this.#options.coherence.source.sample();',
    replacement: "return Promise.resolve('0');",
  },
  {
    check: 'another log makes loads read at the source',
    file: `${COHERENCE}/coherence.ts`,
    text: 'void this.source.sample();\n    this.#epoch = epoch;',
    replacement: 'this.#epoch = epoch;',
  },
];
