import type { DynamicModule } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { SharedCounters } from '@strata/cache';
import type { RateLimitsConfig } from '@strata/config';
import { MetricsRegistry, type MetricSource } from '@strata/metrics';
import { callerHash } from '../caller-hash';
import { RateLimitStorage } from './rate-limit-storage';
import { routeClassOf } from './route-class';

const WINDOW_MS = 60_000;

/** What {@link RateLimitGuard} works with. */
export function rateLimitModule(limits: RateLimitsConfig): DynamicModule {
  return ThrottlerModule.forRootAsync({
    inject: [SharedCounters, MetricsRegistry, Reflector],
    useFactory: (shared: SharedCounters, metrics: MetricsRegistry, reflector: Reflector) => {
      const storage = new RateLimitStorage(shared);
      metrics.register(countedAloneSource(storage));
      return { ...throttlerOptions(limits, reflector), storage };
    },
  });
}

/** One throttler for all: a route belongs to one class, and the class has the limit. */
function throttlerOptions(limits: RateLimitsConfig, reflector: Reflector): ThrottlerModuleOptions {
  return {
    throttlers: [{ ttl: WINDOW_MS, limit: (context) => limits[routeClassOf(reflector, context)] }],
    skipIf: (context) => limits[routeClassOf(reflector, context)] === 0,
    generateKey: (context, tracker) => callerHash(`${routeClassOf(reflector, context)} ${tracker}`),
  };
}

function countedAloneSource(storage: RateLimitStorage): MetricSource {
  return {
    name: 'rate_limit_counted_alone_total',
    help: 'Requests counted for rate limits in this process alone because Redis did not answer.',
    type: 'counter',
    collect: () => [{ value: storage.countedAlone }],
  };
}
