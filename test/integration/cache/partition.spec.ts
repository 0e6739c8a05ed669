import { nowMs } from '../../soak/cache/clock';
import { bestPartition, type Partition } from '../../support/network/partition';
import { patientRedis } from './open-cache';
import { PartitionProcess } from './partition-process';

const MAX_STALE_MS = 3_000;

const KEYS = Array.from({ length: 20 }, (_, index) => `cut:${index}`);

const kind = bestPartition();

let partition: Partition;
let near: PartitionProcess;
let far: PartitionProcess;

beforeAll(async () => {
  partition = await kind.open();
  const { connectTimeoutMs, commandTimeoutMs } = { connectTimeoutMs: 500, commandTimeoutMs: 500 };
  const redis = { ...patientRedis(''), connectTimeoutMs, commandTimeoutMs };
  const options = { redis, l1MaxStaleMs: MAX_STALE_MS, defaultTtlSeconds: 3_600 };
  near = new PartitionProcess(partition.near, options);
  far = new PartitionProcess(partition.far, options);
  await Promise.all([near, far].map((each) => each.run({ deed: 'connect' })));
});

afterAll(async () => {
  await Promise.all([near, far].map((each) => each.kill()));
  await partition.close();
});

describe(`cut off from Redis: ${kind.name}`, () => {
  beforeEach(async () => {
    await near.run({ deed: 'delete', keys: KEYS });
    await near.run({ deed: 'get', keys: KEYS, value: 'old' });
    await far.run({ deed: 'watch', key: 'cut:0', value: 'old' });
    const { values } = await far.run({ deed: 'get', keys: KEYS, value: 'old' });
    expect(new Set(values)).toEqual(new Set(['old']));
  });

  it('serves from memory no longer than l1MaxStaleMs after the last answered heartbeat', async () => {
    const watching = far.run({ deed: 'watch', key: 'cut:0', value: 'new' });
    // It has begun, and had the old value, when a later order is carried out.
    await far.run({ deed: 'get', keys: ['cut:0'], value: 'old' });
    await partition.cut();
    // No heartbeat can have been answered later.
    const cutAtMs = nowMs();
    await near.run({ deed: 'delete', keys: KEYS });
    const { values, lastOtherMs } = await watching;
    await partition.heal();
    expect(values).toEqual(['old', 'new']);
    expect(lastOtherMs).toBeLessThanOrEqual(cutAtMs + MAX_STALE_MS);
    await far.run({ deed: 'connect' });
  });

  it('serves nothing that was invalidated meanwhile once the link has healed', async () => {
    await partition.cut();
    await near.run({ deed: 'delete', keys: KEYS });
    await far.run({ deed: 'watch', key: 'cut:0', value: 'new' });
    await partition.heal();
    await far.run({ deed: 'connect' });
    const { values } = await far.run({ deed: 'get', keys: KEYS, value: 'new' });
    expect(new Set(values)).toEqual(new Set(['new']));
  });
});
