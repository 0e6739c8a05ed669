import 'reflect-metadata';
import { tracingIsOn } from './app.config';
import { keepTickShape } from './keep-tick-shape';
import { stopSignals } from './stop-signals';
import { explainStartFailure } from './start-failure';

/** What tracing watches has to be loaded after it. Where it is off, none of it is loaded. */
async function main(): Promise<0 | 1> {
  // Before what takes its time to load: a container's first process is not ended by a signal that it does not await.
  const signals = stopSignals();
  keepTickShape();
  const tracing = tracingIsOn() ? (await import('./tracing/tracing.js')).startTracing() : undefined;
  const { run } = await import('./run.js');
  return run(signals, tracing);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exit(1);
  },
);
