import type { DatabaseEvents, ServerStatus } from '@strata/database';
import { MetricsRegistry } from '@strata/metrics';
import { EventEmitter } from 'node:events';
import { poolSources } from './pool-sources';
import { recordQueryDurations } from './query-durations';
import { replicaSources } from './replica-sources';

function server(name: string, figures: Partial<ServerStatus>): ServerStatus {
  return {
    server: name,
    role: name === 'primary' ? 'primary' : 'replica',
    available: true,
    settings: {
      checkoutTimeoutMs: 30_000,
      recycleSeconds: 1_800,
      prePing: true,
      leakAfterMs: 60_000,
    },
    size: 20,
    maxOverflow: 10,
    idle: 4,
    checkedOut: 18,
    overflow: 2,
    waiting: 7,
    totalConnections: 22,
    totalCheckouts: 100,
    totalCheckins: 82,
    totalWaitMs: 5,
    totalUseMs: 0,
    totalLeaks: 0,
    timeouts: 1,
    ...figures,
  };
}

describe("the database's metrics", () => {
  it("tell the primary's pool without labels, and every pool under its name", async () => {
    const registry = new MetricsRegistry({});
    const servers = [server('primary', {}), server('replica-1', { checkedOut: 3, timeouts: 0 })];
    poolSources({ servers: () => servers }).forEach((source) => {
      registry.register(source);
    });
    const text = await registry.expose();
    expect(text).toContain('# TYPE db_pool_size gauge\ndb_pool_size 20\n');
    expect(text).toContain('\ndb_pool_checked_out 18\n');
    expect(text).toContain('\ndb_pool_overflow 2\n');
    expect(text).toContain(
      'db_client_connection_max{db_client_connection_pool_name="replica-1"} 30',
    );
    expect(text).toContain(
      'db_client_connection_count{db_client_connection_pool_name="replica-1",db_client_connection_state="used"} 3',
    );
    expect(text).not.toMatch(/source_errors_total\{.*\} [1-9]/);
  });

  it('tell how far each replica is behind, and nothing where that is not known', async () => {
    const registry = new MetricsRegistry({});
    const replica = { state: 'lagging', weight: 2, lagBytes: undefined, lagMs: 1_500 } as const;
    const servers = [server('primary', {}), server('replica-1', { replica })];
    replicaSources({ servers: () => servers }).forEach((source) => {
      registry.register(source);
    });
    const text = await registry.expose();
    expect(text).toContain(
      'db_replica_lag_seconds{db_client_connection_pool_name="replica-1"} 1.5',
    );
    expect(text).not.toMatch(/^db_replica_lag_bytes\{/m);
    expect(text).toMatch(/^db_replica_state\{.*state="lagging"\} 1$/m);
    expect(text).toMatch(/^db_replica_state\{.*state="up"\} 0$/m);
    expect(text).not.toMatch(/^db_replica.*"primary"/m);
  });

  it('time statements in seconds', async () => {
    const registry = new MetricsRegistry({});
    const events = new EventEmitter();
    recordQueryDurations(events as DatabaseEvents, registry);
    const query = { server: 'primary', method: 'UserRepository.find' };
    events.emit('query', { ...query, durationMs: 40, failed: false });
    const text = await registry.expose();
    expect(text).toContain(
      'query_duration_seconds_bucket{le="0.01",method="UserRepository.find"} 0',
    );
    expect(text).toContain(
      'query_duration_seconds_bucket{le="0.05",method="UserRepository.find"} 1',
    );
    expect(text).toContain('query_duration_seconds_sum{method="UserRepository.find"} 0.04');
  });
});
