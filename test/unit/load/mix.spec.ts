import type { LoadRequest } from '../../load/mix/load-request';
import { Mix } from '../../load/mix/mix';
import { Zipf } from '../../load/mix/zipf';
import { Random } from '../../support/random';

const PEOPLE = Array.from({ length: 50 }, (_, index) => ({
  id: `load-${String(index)}`,
  analysisId: `analysis-${String(index)}`,
}));
const DRAWS = 5_000;

async function requests(seed: number): Promise<LoadRequest[]> {
  const mix = await Mix.of(PEOPLE, 'a secret of at least thirty-two bytes', new Random(seed));
  return Array.from({ length: DRAWS }, () => mix.next());
}

describe('the standard mix', () => {
  it('writes one request in ten, each with a key of its own', async () => {
    const writes = (await requests(1)).filter(({ method }) => method !== 'GET');
    expect(writes.length / DRAWS).toBeGreaterThan(0.08);
    expect(writes.length / DRAWS).toBeLessThan(0.12);
    const keys = writes.map(({ headers }) => headers['idempotency-key']);
    expect(keys).not.toContain(undefined);
    expect(new Set(keys).size).toBe(writes.length);
  });

  it('has every operation, and the same order for the same seed', async () => {
    const [first, again, other] = [await requests(1), await requests(1), await requests(2)];
    const operations = (all: LoadRequest[]) => all.map(({ operation, path }) => operation + path);
    expect(new Set(first.map(({ operation }) => operation)).size).toBe(10);
    expect(operations(again)).toEqual(operations(first));
    expect(operations(other)).not.toEqual(operations(first));
  });

  it('uses a few users much more than most', () => {
    const zipf = new Zipf(PEOPLE.length, new Random(1));
    const uses = PEOPLE.map(() => 0);
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const index = zipf.next();
      uses[index] = (uses[index] ?? 0) + 1;
    }
    // Of fifty users, 1/k makes the first 22 %, and the tenth a tenth of that.
    expect((uses[0] ?? 0) / DRAWS).toBeCloseTo(0.222, 1);
    expect((uses[9] ?? 0) / DRAWS).toBeCloseTo(0.022, 1);
    expect(Math.min(...uses)).toBeGreaterThan(0);
  });
});
