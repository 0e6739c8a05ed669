import { SourceHistory, type VersionFence } from './source-history';

/** A source whose answers the test gives. */
class Source implements VersionFence {
  readonly #waiting: { resolve: (position: string) => void; reject: (error: Error) => void }[] = [];
  required: readonly string[] = [];

  position(): Promise<string> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  readAfter<T>(positions: readonly string[], load: () => Promise<T>): Promise<T> {
    this.required = positions;
    return load();
  }

  answer(position: string): void {
    this.#waiting.shift()?.resolve(position);
  }

  fail(): void {
    this.#waiting.shift()?.reject(new Error('away'));
  }

  get asked(): number {
    return this.#waiting.length;
  }
}

describe('what loads must see of the source', () => {
  let source: Source;
  let errors: unknown[];
  let history: SourceHistory;

  beforeEach(() => {
    source = new Source();
    errors = [];
    history = new SourceHistory(source, (error) => void errors.push(error));
  });

  const required = async (): Promise<readonly string[]> => {
    await history.readAfter(() => Promise.resolve());
    return source.required;
  };

  it('is nothing while nothing was invalidated', async () => {
    expect(await required()).toEqual([]);
  });

  it('is everything until the place of an invalidation is known, then that place', async () => {
    const sampled = history.sample();
    expect(await required()).toEqual(['']);
    source.answer('p1');
    expect(await sampled).toBe('p1');
    expect(await required()).toEqual(['p1']);
  });

  it('grows by what other processes tell, until a sample that began later contains it', async () => {
    history.note('theirs-1');
    const sampled = history.sample();
    history.note('theirs-2');
    source.answer('mine');
    await sampled;
    expect(await required()).toEqual(['theirs-2', 'mine']);
  });

  it('is everything after an invalidation without a place, until the source is asked', async () => {
    history.note(undefined);
    expect(await required()).toEqual(['']);
    source.answer('p1');
    await Promise.resolve();
    await Promise.resolve();
    expect(await required()).toEqual(['p1']);
  });

  it('is everything after a sample that failed, and the source is asked again by the next load', async () => {
    const sampled = history.sample();
    source.fail();
    expect(await sampled).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(await required()).toEqual(['']);
    expect(source.asked).toBe(1);
  });

  it('stays bounded', () => {
    for (let place = 0; place < 200; place += 1) history.note(`p${String(place)}`);
    expect(source.asked).toBe(1);
  });
});
