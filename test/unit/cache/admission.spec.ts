import { hitRates } from '../../bench/cache/hit-rates';
import { traces } from '../../bench/cache/traces';

const SIZE = { keys: 5_000, requests: 60_000 };
const MAX_ENTRIES = 100;

/** By how much, in parts of all requests, each kind of trace is answered more often than by LRU. */
const MARGINS: Readonly<Record<string, number>> = {
  'Zipf 0.8': 0.08,
  'Zipf 0.8, scans': 0.04,
  'Zipf 0.8, half of it in a loop': 0.05,
  'Zipf 0.8, hot set shifts': 0.05,
  'Zipf 1.0': 0.08,
  'Zipf 1.0, scans': 0.04,
  'Zipf 1.0, half of it in a loop': 0.05,
  'Zipf 1.0, hot set shifts': 0.05,
};

describe('the memory tier, over traces', () => {
  it.each(traces(SIZE).map((trace) => [trace.name, trace] as const))(
    'answers more requests than an LRU of the same size: %s',
    (name, trace) => {
      const { strata, lru, optimum } = hitRates(trace, MAX_ENTRIES);
      expect(strata - lru).toBeGreaterThan(MARGINS[name] ?? 1);
      expect(optimum).toBeGreaterThan(strata);
    },
  );
});
