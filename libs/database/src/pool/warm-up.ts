import { toConnectError } from '../errors/to-database-error';

/** Takes a connection, and resolves with what gives it back. */
type Hold = () => Promise<() => void>;

/**
 * Opens `missing` connections while `idle` lie idle. pg-pool opens new ones only when nothing is idle, so
 * that the idle ones are held meanwhile.
 * @throws DatabaseUnavailableError when one cannot be opened.
 */
export async function openMissing(missing: number, idle: number, hold: Hold): Promise<void> {
  const held = await holdAll(idle, hold);
  const opening = holdAll(missing, hold);
  for (const release of held) release();
  for (const release of await opening) release();
}

async function holdAll(count: number, hold: Hold): Promise<(() => void)[]> {
  const held = await Promise.allSettled(Array.from({ length: count }, hold));
  const releases = held.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = held.find((one) => one.status === 'rejected');
  if (failed === undefined) return releases;
  for (const release of releases) release();
  throw toConnectError(failed.reason);
}
