import { nextSizing, type Sizing, type SizingWindow } from './pool-sizing';

const WINDOW_SECONDS = 5;
const BOUNDS = { minSize: 5, maxSize: 60 };

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A server that serves `cores` statements at once, each slower in proportion when there are more, and the
 * queue before its pool. Waits below saturation after Sakasegawa's approximation for M/M/c.
 */
class SimulatedServer {
  #backlog = 0;

  constructor(
    private readonly cores: number,
    private readonly serviceMs = 10,
  ) {}

  window(arrivalsPerSecond: number, size: number): SizingWindow {
    let useMs = this.serviceMs;
    let inUse = 0;
    for (let round = 0; round < 50; round += 1) {
      const wanted = this.#backlog > 0 ? size : (arrivalsPerSecond * useMs) / 1000;
      inUse = Math.min(size, wanted);
      useMs = this.serviceMs * Math.max(1, inUse / this.cores);
    }
    const servedPerSecond = (size * 1000) / useMs;
    const surplus = (arrivalsPerSecond - servedPerSecond) * WINDOW_SECONDS;
    // Callers give up after a while, which bounds the queue.
    this.#backlog = Math.min(Math.max(0, this.#backlog + surplus), servedPerSecond * 30);
    const busy = Math.min(inUse / size, 0.99);
    const queueMs = (useMs * busy ** Math.sqrt(2 * (size + 1))) / (size * (1 - busy));
    const meanWaitMs = (this.#backlog / servedPerSecond) * 1000 + queueMs;
    return { meanWaitMs, meanUseMs: useMs, meanInUse: inUse };
  }
}

/** The sizes over `looks`, starting with `size` connections. */
function simulate(
  server: SimulatedServer,
  looks: number,
  arrivals: (look: number) => number,
  size = 5,
): number[] {
  let sizing: Sizing = { size, usualUseMs: undefined, calm: 0, rest: 0 };
  return Array.from({ length: looks }, (_none, look) => {
    sizing = nextSizing(sizing, server.window(arrivals(look), sizing.size), BOUNDS);
    return sizing.size;
  });
}

/** How often growing turned into shrinking, or the other way round. */
function turns(sizes: readonly number[]): number {
  const steps = sizes
    .map((size, look) => Math.sign(size - (sizes[look - 1] ?? size)))
    .filter((step) => step !== 0);
  return steps.filter((step, index) => index > 0 && step !== steps[index - 1]).length;
}

describe('The automatic size of a pool', () => {
  it('grows to what a higher load needs, and stays there', () => {
    const sizes = simulate(new SimulatedServer(1000), 300, (look) => (look < 50 ? 100 : 2000));
    const settled = sizes.slice(150);
    expect(new Set(settled).size).toBe(1);
    // 2000 a second of 10 ms each are 20 at a time.
    expect(settled[0]).toBeGreaterThanOrEqual(20);
    expect(settled[0]).toBeLessThanOrEqual(40);
    expect(turns(sizes)).toBe(0);
  });

  it('shrinks again when the load has gone, once, and not below its bound', () => {
    const sizes = simulate(new SimulatedServer(1000), 600, (look) => (look < 200 ? 2000 : 100));
    expect(sizes.at(-1)).toBe(BOUNDS.minSize);
    expect(turns(sizes)).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])('does not oscillate under a noisy load (seed %i)', (seed) => {
    const random = seeded(seed);
    const noisy = (): number => 2000 * (0.6 + 0.8 * random());
    const sizes = simulate(new SimulatedServer(1000), 2000, noisy);
    expect(turns(sizes.slice(100))).toBeLessThanOrEqual(2);
    expect(sizes.at(-1)).toBeGreaterThanOrEqual(20);
  });

  it('follows a load that rises and falls slowly, with one turn for each of its own', () => {
    const day = (look: number): number => 1500 - 1400 * Math.cos((2 * Math.PI * look) / 1000);
    expect(turns(simulate(new SimulatedServer(1000), 3000, day))).toBeLessThanOrEqual(6);
  });

  it('gives a server that is the bottleneck no more to do', () => {
    const sizes = simulate(new SimulatedServer(8), 600, () => 3000);
    expect(Math.max(...sizes)).toBeLessThan(BOUNDS.maxSize / 2);
    expect(turns(sizes)).toBe(0);
  });

  it('does not grow when the server becomes slow', () => {
    const fast = new SimulatedServer(1000);
    const slow = new SimulatedServer(1000, 100);
    let sizing: Sizing = { size: 10, usualUseMs: undefined, calm: 0, rest: 0 };
    for (let look = 0; look < 100; look += 1)
      sizing = nextSizing(sizing, fast.window(500, sizing.size), BOUNDS);
    const before = sizing.size;
    for (let look = 0; look < 100; look += 1)
      sizing = nextSizing(sizing, slow.window(500, sizing.size), BOUNDS);
    expect(sizing.size).toBe(before);
  });

  it('stays as it is when nothing is asked of it', () => {
    expect(new Set(simulate(new SimulatedServer(8), 100, () => 0)).size).toBe(1);
  });
});
