import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Cleanup } from '../bench/cleanup';
import { verdictsOn } from '../load/judging/verdicts';
import { runScenario } from '../load/run-scenario';
import { windowOf } from '../load/report/summary';
import { steady } from '../load/scenarios/steady';
import { Stand } from '../load/stand/stand';
import { PATIENT_SETTINGS } from '../support/app';
import { buildService } from '../support/build-service';
import { testVariable } from '../support/environment';

const SIZE = { seconds: 5, ratePerSecond: 20, users: 10, seed: 1 };
const UNPINNED = { on: <T>(command: T) => command, description: 'nothing is pinned' };

describe('a steady load', () => {
  const cleanup = new Cleanup();
  let stand: Stand;

  beforeAll(async () => {
    await buildService();
    const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'load-'));
    // When the run is root's, PostgreSQL runs as another user and must be able to pass through.
    await chmod(folder, 0o711);
    stand = await Stand.start(folder, steady.processes, cleanup, PATIENT_SETTINGS);
  });

  afterAll(() => cleanup.run());

  it('is sent as planned, answered without an error, and told of', async () => {
    const record = await runScenario(steady, stand, SIZE, UNPINNED);
    expect(verdictsOn(record)[0]).toEqual({ passed: true, text: 'errors 0' });
    const { due, answered, latency } = windowOf(record.seconds);
    expect(answered).toBe(due);
    // Poisson with a mean of 100; the seed decides.
    expect(due).toBeGreaterThan(60);
    expect(due).toBeLessThan(140);
    expect(latency?.p50).toBeGreaterThan(0);
    const usual = { service: 'process 1', redisUp: true, replicaUp: true, callsWaiting: 0 };
    expect(record.samples).toContainEqual(expect.objectContaining(usual));
    for (const { rssMb, heapMb, connectionsIdle } of record.samples)
      expect(Math.min(rssMb, heapMb, connectionsIdle)).toBeGreaterThan(0);
  });
});
