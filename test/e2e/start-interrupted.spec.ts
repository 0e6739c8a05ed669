import { eventually } from '../support/eventually';
import type { ServiceProcess } from '../support/service-process';
import { useServiceStand } from '../support/service-stand';
import { WAITING_LOCKS } from '../support/waiting-locks';

describe('a service that is told to end while it starts', () => {
  const stand = useServiceStand();
  let service: ServiceProcess;

  /** Its migrations wait for a lock until the stand's client lets them go on. */
  async function startAndInterrupt(environment: Record<string, string> = {}): Promise<void> {
    const blocker = stand().client;
    await blocker.query('BEGIN; LOCK TABLE strata_migrations');
    service = stand().start(environment);
    await eventually(
      async () => {
        const { rows } = await blocker.query(`SELECT count(*)::int FROM ${WAITING_LOCKS}`);
        expect(rows).toEqual([{ count: 1 }]);
      },
      { timeoutMs: 60_000 },
    );
    service.kill('SIGTERM');
    await eventually(() => expect(service.output).toContain('"stopping"'));
  }

  it('finishes its start, and ends', async () => {
    await startAndInterrupt();
    await stand().client.query('COMMIT');
    expect(await service.ended()).toBe(0);
    expect(service.output).not.toContain('"listening"');
  });

  it('gives up at its time limit', async () => {
    await startAndInterrupt({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"timeout"');
    expect(service.output).toContain('"starting":true');
  });

  it('gives up at a second signal', async () => {
    await startAndInterrupt();
    service.kill('SIGINT');
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"SIGINT"');
  });
});
