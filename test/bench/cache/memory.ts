import { type HeapPerEntry, heapPerEntry, profile } from './heap';
import { hitCosts } from './hit-speed';
import { hitRates } from './hit-rates';
import { traces } from './traces';

/** Prints what the memory tier holds, how fast it answers and what it weighs: `npm run bench:memory`. */
async function main(): Promise<void> {
  await printSpeed();
  await printHeap();
  printHitRates({ keys: 100_000, requests: 1_000_000 });
}

async function printSpeed(): Promise<void> {
  print('| awaited hits | value | CPU ns | M/s | of a Map |', '|---|---|---|---|---|');
  for (const [size, value] of Object.entries({ '200 B': profile(1), '10 KB': large() })) {
    const costs = await hitCosts(value);
    const fastest = costs[0]?.nanoseconds ?? Number.NaN;
    for (const { subject, nanoseconds } of costs) {
      const figures = [nanoseconds.toFixed(0), (1_000 / nanoseconds).toFixed(2)];
      print(row(subject, size, ...figures, (fastest / nanoseconds).toFixed(2)));
    }
  }
}

async function printHeap(): Promise<void> {
  print('', '| heap bytes per entry | Map | Strata | its estimate |', '|---|---|---|---|');
  const shapes: Readonly<Record<string, (index: number) => unknown>> = {
    'plain object, 200 B': profile,
    number: (index) => index,
    'text, 200 characters': (index) => Buffer.from(`${index}`.padEnd(200)).toString(),
    'object with two dates': (index) => ({ from: new Date(index), to: new Date(index + 1) }),
    'bytes, 300': (index) => Buffer.alloc(300, index),
  };
  for (const [name, make] of Object.entries(shapes)) {
    const { map, strata, estimate }: HeapPerEntry = await heapPerEntry(50_000, make);
    print(row(name, map.toFixed(0), strata.toFixed(0), estimate.toFixed(0)));
  }
}

function printHitRates(size: { readonly keys: number; readonly requests: number }): void {
  print('', '| hit rate, % | entries | LRU | Strata | optimum |', '|---|---|---|---|---|');
  for (const trace of traces(size)) {
    for (const part of [0.01, 0.1]) {
      const { lru, strata, optimum } = hitRates(trace, size.keys * part);
      const figures = [lru, strata, optimum].map((rate) => (100 * rate).toFixed(1));
      print(row(trace.name, `${100 * part} % of the keys`, ...figures));
    }
  }
}

function large(): unknown {
  return Array.from({ length: 50 }, (_, index) => profile(index));
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

void main();
