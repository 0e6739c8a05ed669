import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CacheStats } from '@strata/cache';

/** How well the cache does, in the shape the predecessors' dashboards read. */
export class CacheMetricsDto {
  @ApiProperty({ description: 'Look-ups answered from a tier since start.', example: 940 })
  hits!: number;

  @ApiProperty({ description: 'Look-ups that had to load since start.', example: 60 })
  misses!: number;

  @ApiProperty({ description: '`hits` + `misses`.', example: 1000 })
  total_requests!: number;

  @ApiProperty({ description: '0 before the first look-up.', example: 94 })
  hit_rate_percent!: number;

  @ApiProperty({ example: true })
  enabled!: boolean;
}

/** The tier inside the process. */
export class MemoryTierDto {
  @ApiProperty({ example: 900 })
  hits!: number;

  @ApiProperty({ example: 120 })
  entries!: number;

  @ApiProperty({ description: 'Estimated size of the entries.', example: 48_000 })
  bytes!: number;

  @ApiProperty({ example: 100_000 })
  max_entries!: number;

  @ApiProperty({ example: 67_108_864 })
  max_bytes!: number;

  @ApiProperty({ description: 'Entries dropped for room since start.', example: 0 })
  evictions!: number;
}

/** The tier that processes share. */
export class RedisTierDto {
  @ApiProperty({ enum: ['connected', 'unavailable', 'disabled'], example: 'connected' })
  state!: string;

  @ApiProperty({ enum: ['closed', 'open', 'half-open'], example: 'closed' })
  breaker!: string;

  @ApiProperty({ example: 40 })
  hits!: number;
}

/** Hits and misses of one namespace of keys. */
export class NamespaceStatsDto {
  @ApiProperty({ example: 'users' })
  namespace!: string;

  @ApiProperty({ example: 500 })
  hits!: number;

  @ApiProperty({ example: 20 })
  misses!: number;
}

/** How far this process follows the invalidations of others. */
export class CoherenceDto {
  @ApiProperty({
    enum: ['process', 'shared'],
    description: '`process` without Redis: other processes are not told of invalidations.',
    example: 'shared',
  })
  scope!: string;

  @ApiPropertyOptional({ description: 'Sequence of the last invalidation applied.', example: 17 })
  applied?: number;

  @ApiPropertyOptional({ description: 'Whether memory entries may be served now.', example: true })
  trusted?: boolean;

  @ApiProperty({ description: 'Invalidations not yet told to other processes.', example: 0 })
  pending!: number;
}

/** Everything the cache knows of itself. */
export class CacheStatsDto extends CacheMetricsDto {
  @ApiProperty({ description: 'Values loaded since start.', example: 61 })
  loads!: number;

  @ApiProperty({ example: 1 })
  load_failures!: number;

  @ApiProperty({ description: "Look-ups that waited for another caller's load.", example: 12 })
  collapsed!: number;

  @ApiProperty({ description: 'Failures of the cache itself; none changed an answer.', example: 0 })
  errors!: number;

  @ApiProperty({ example: 17 })
  invalidations!: number;

  @ApiProperty({ type: MemoryTierDto })
  memory!: MemoryTierDto;

  @ApiProperty({ type: RedisTierDto })
  redis!: RedisTierDto;

  @ApiProperty({ type: [NamespaceStatsDto] })
  namespaces!: NamespaceStatsDto[];

  @ApiProperty({ type: CoherenceDto })
  coherence!: CoherenceDto;
}

export function toCacheMetricsDto(stats: CacheStats): CacheMetricsDto {
  return {
    hits: stats.hits,
    misses: stats.misses,
    total_requests: stats.totalRequests,
    hit_rate_percent: stats.hitRatePercent,
    enabled: stats.enabled,
  };
}

export function toCacheStatsDto(stats: CacheStats): CacheStatsDto {
  const { memory, redis, coherence } = stats;
  return {
    ...toCacheMetricsDto(stats),
    loads: stats.loads,
    load_failures: stats.loadFailures,
    collapsed: stats.collapsed,
    errors: stats.errors,
    invalidations: stats.invalidations,
    memory: {
      hits: memory.hits,
      entries: memory.entries,
      bytes: memory.bytes,
      max_entries: memory.maxEntries,
      max_bytes: memory.maxBytes,
      evictions: memory.evictions,
    },
    redis: { state: redis.state, breaker: redis.breaker, hits: redis.hits },
    namespaces: Object.entries(stats.namespaces).map(([namespace, { hits, misses }]) => ({
      namespace,
      hits,
      misses,
    })),
    coherence: {
      scope: coherence.scope,
      ...(coherence.applied !== undefined && { applied: coherence.applied }),
      ...(coherence.trusted !== undefined && { trusted: coherence.trusted }),
      pending: coherence.pending,
    },
  };
}
