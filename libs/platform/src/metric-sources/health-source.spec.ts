import type { IndicatorReport } from '@strata/health';
import { MetricsRegistry } from '@strata/metrics';
import { healthSource } from './health-source';

describe('the metric of health', () => {
  it('has a series for each indicator', async () => {
    const registry = new MetricsRegistry({});
    const report = (name: string, status: 'up' | 'degraded' | 'down'): IndicatorReport => ({
      indicator: { name, critical: true, read: () => ({ status }) },
      state: { status },
      ageMs: 0,
    });
    const reports = [report('database', 'down'), report('redis', 'up'), report('r', 'degraded')];
    registry.register(healthSource({ reports: () => reports }));
    expect((await registry.expose()).match(/^health_indicator_up\{.*$/gm)).toEqual([
      'health_indicator_up{indicator="database"} 0',
      'health_indicator_up{indicator="redis"} 1',
      'health_indicator_up{indicator="r"} 0.5',
    ]);
  });
});
