import pino, { type Logger } from 'pino';

/** Log lines are written in batches of this size, or after this time, whichever comes first. */
const BATCH_BYTES = 8_192;
const FLUSH_INTERVAL_MS = 500;
/** Lines that nobody takes are kept up to here; what comes then is dropped. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** How long the end of the process waits for its last lines. */
const LAST_LINES_MS = 1_000;

type Output = ReturnType<typeof pino.destination>;

/** Standard output for the log: a reader that has gone or stalled and a full disk neither end nor fill the process. */
export function logOutput(): Output {
  const output = pino.destination({
    dest: 1,
    sync: false,
    minLength: BATCH_BYTES,
    maxLength: MAX_WAITING_BYTES,
    periodicFlush: FLUSH_INTERVAL_MS,
  });
  keepFromTryingForEver(output);
  return output;
}

/** What fails is tried again with the next lines; at the end of the process the package would go on for ever. */
function keepFromTryingForEver(output: Output): void {
  const flushSync = output.flushSync.bind(output);
  let fails = false;
  output.on('error', () => (fails = true)).on('write', () => (fails = false));
  output.flushSync = () => {
    if (!fails) flushSync();
  };
}

/** Waits until all lines are written. Where their reader has stalled the process is killed: it could not end by itself. */
export async function writeLastLines(logger: Logger): Promise<void> {
  const stalled = setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_LINES_MS);
  await new Promise<void>((resolve) => {
    logger.flush(() => {
      resolve();
    });
  });
  clearTimeout(stalled);
}
