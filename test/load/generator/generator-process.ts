import { nowMs } from '../../soak/cache/clock';
import { Random } from '../../support/random';
import { Mix } from '../mix/mix';
import { arrivals } from './arrivals';
import type { Drive, Told } from './messages';
import { driveOpenLoop } from './open-loop';
import { Sender } from './sender';
import { Tally } from './tally';

const SECOND_MS = 1_000;

function tell(message: Told, then?: () => void): void {
  process.send?.(message, () => then?.());
}

async function drive({ origin, secret, people, phases, seed, startAtMs }: Drive): Promise<void> {
  const mix = await Mix.of(people, secret, new Random(seed));
  const sender = new Sender(origin);
  const tally = new Tally();
  const send = () => sender.send(mix.next());
  const stopTelling = tellSeconds(tally, startAtMs);
  const due = arrivals(phases, new Random(seed + 1));
  await driveOpenLoop({ startAtMs, arrivals: due, send, tally });
  stopTelling();
  sender.close();
  tell({ kind: 'done', repeated: sender.repeated }, () => process.disconnect());
}

/** Tells each second once it is over; the function ends that, with the part of a second that is left. */
function tellSeconds(tally: Tally, startAtMs: number): () => void {
  const tellSecond = () => {
    tell({ kind: 'second', second: tally.next() });
  };
  let told = 0;
  const timer = setInterval(() => {
    for (; nowMs() >= startAtMs + (told + 1) * SECOND_MS; told += 1) tellSecond();
  }, 20);
  return () => {
    clearInterval(timer);
    tellSecond();
  };
}

process.once('message', (message) => {
  // Sent by LoadGenerator, in this shape.
  void drive(message as Drive);
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready' });
