/** A Ctrl-C may arrive twice: from the terminal, and from npm, which passes on what the terminal gives to both. */
const ECHO_MS = 500;

/** The signals that ask the process to end. */
export interface StopSignals {
  /** Resolves at the first SIGINT or SIGTERM. */
  readonly first: Promise<NodeJS.Signals>;
  /** Resolves at the second; the first again within half a second does not count. */
  readonly second: Promise<NodeJS.Signals>;
}

/** From now on signals no longer end the process by themselves. */
export function stopSignals(): StopSignals {
  const waiting: ((signal: NodeJS.Signals) => void)[] = [];
  const next = () => new Promise<NodeJS.Signals>((resolve) => waiting.push(resolve));
  const signals = { first: next(), second: next() };
  const onSignal = withoutEchoes((signal) => waiting.shift()?.(signal));
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return signals;
}

function withoutEchoes(listener: (signal: NodeJS.Signals) => void): NodeJS.SignalsListener {
  let heard: NodeJS.Signals | undefined;
  let heardAt = 0;
  return (signal) => {
    const now = performance.now();
    if (signal === heard && now - heardAt < ECHO_MS) return;
    [heard, heardAt] = [signal, now];
    listener(signal);
  };
}
