import { Random } from '../../support/random';

/** Requests for keys, by number. The same every time: the seeds are fixed. */
export interface Trace {
  readonly name: string;
  readonly requests: Int32Array;
}

/** Size of the traces: keys that are asked for again and again, and requests. */
export interface TraceSize {
  readonly keys: number;
  readonly requests: number;
}

type Numbers = () => number;

/** Popularity by rank (exponent 0.8 and 1.0), alone and with what a cache meets besides. */
export function traces(size: TraceSize): Trace[] {
  return [0.8, 1.0].flatMap((exponent) => [
    trace(`Zipf ${exponent.toFixed(1)}`, size, exponent, plain),
    trace(`Zipf ${exponent.toFixed(1)}, scans`, size, exponent, scans),
    trace(`Zipf ${exponent.toFixed(1)}, half of it in a loop`, size, exponent, loop),
    trace(`Zipf ${exponent.toFixed(1)}, hot set shifts`, size, exponent, shifts),
  ]);
}

type Shape = (size: TraceSize, popular: Numbers, random: Numbers) => (index: number) => number;

function trace(name: string, size: TraceSize, exponent: number, shape: Shape): Trace {
  const generator = new Random(20_261_121);
  const random = (): number => generator.next();
  const request = shape(size, zipf(size.keys, exponent, random), random);
  return {
    name,
    requests: Int32Array.from({ length: size.requests }, (_, index) => request(index)),
  };
}

const plain: Shape = (_size, popular) => popular;

/** Every other fiftieth of the trace asks for keys that are never asked for again. */
const scans: Shape = ({ keys, requests }, popular) => {
  return (index) => (Math.floor((index * 50) / requests) % 2 === 1 ? keys + index : popular());
};

/** Half of the requests go round and round over a fifth as many keys again. */
const loop: Shape = ({ keys }, popular, random) => {
  let position = 0;
  return () => (random() < 0.5 ? keys + (position++ % (keys / 5)) : popular());
};

/** Ten times in the trace, other keys become the popular ones. */
const shifts: Shape = ({ keys, requests }, popular) => {
  return (index) => (popular() + Math.floor((index * 10) / requests) * 7_919) % keys;
};

/** Ranks from 0, the lower the likelier: P(rank) ~ 1 / (rank + 1)^exponent. */
function zipf(keys: number, exponent: number, random: Numbers): Numbers {
  const cumulated = new Float64Array(keys);
  let total = 0;
  for (let rank = 0; rank < keys; rank++) {
    total += (rank + 1) ** -exponent;
    cumulated[rank] = total;
  }
  return () => lowerBound(cumulated, random() * total);
}

function lowerBound(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
