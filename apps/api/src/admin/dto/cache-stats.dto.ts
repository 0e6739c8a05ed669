import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  CacheStats,
  EndpointFigures,
  HistoryBucket,
  KeyCount,
  WarmerReport,
} from '@strata/cache';
import {
  DurationDto,
  EndpointStatsDto,
  NamespaceStatsDto,
  toDurationDto,
  toEndpointDto,
  toNamespaceDto,
  toWarmerDto,
  WarmerDto,
} from './cache-figures.dto';
import { HistoryBucketDto, toHistoryDto, TopKeyDto, toTopKeyDto } from './cache-insight.dto';

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
class MemoryTierDto {
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

  @ApiProperty({ type: DurationDto, description: 'Of one in 64 look-ups that hit.' })
  latency!: DurationDto;
}

/** The tier that processes share. */
class RedisTierDto {
  @ApiProperty({ enum: ['connected', 'unavailable', 'disabled'], example: 'connected' })
  state!: string;

  @ApiProperty({ enum: ['closed', 'open', 'half-open'], example: 'closed' })
  breaker!: string;

  @ApiProperty({ example: 40 })
  hits!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Memory that the server says it uses, for all its data; null when not known.',
    example: 1_048_576,
  })
  used_memory_bytes!: number | null;

  @ApiProperty({ type: DurationDto, description: 'Of look-ups that it answered, found or not.' })
  latency!: DurationDto;
}

/** What is told beside the counters. */
interface StatsInsight {
  readonly history: readonly HistoryBucket[];
  readonly endpoints: readonly EndpointFigures[];
  readonly warmers: readonly WarmerReport[];
  readonly topKeys: readonly KeyCount[];
  readonly redisUsedBytes: number | undefined;
  readonly keysInClear: boolean;
}

/** How far this process follows the invalidations of others. */
class CoherenceDto {
  @ApiProperty({
    enum: ['process', 'shared'],
    description: '`process` without Redis: other processes are not told of invalidations.',
    example: 'shared',
  })
  scope!: string;

  @ApiPropertyOptional({ description: 'Name of the log in force.', example: '01JX' })
  epoch?: string;

  @ApiPropertyOptional({ description: 'Sequence of the last invalidation applied.', example: 17 })
  applied?: number;

  @ApiPropertyOptional({ description: 'Whether memory entries may be served now.', example: true })
  trusted?: boolean;

  @ApiProperty({ description: 'Invalidations not yet told to other processes.', example: 0 })
  pending!: number;

  @ApiProperty({
    type: DurationDto,
    description:
      'From an invalidation in another process until it was applied here, by the wall clocks of both machines.',
  })
  lag!: DurationDto;
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

  @ApiProperty({ description: 'Time that hits have spared loaders, about, ms.', example: 1_250 })
  saved_load_ms!: number;

  @ApiProperty({
    description: 'What hits have spared, in the unit that loaders declare their cost in.',
    example: 0,
  })
  saved_cost!: number;

  @ApiProperty({ type: DurationDto, description: 'How long loaders took.' })
  load_latency!: DurationDto;

  @ApiProperty({ type: MemoryTierDto })
  memory!: MemoryTierDto;

  @ApiProperty({ type: RedisTierDto })
  redis!: RedisTierDto;

  @ApiProperty({ type: [NamespaceStatsDto] })
  namespaces!: NamespaceStatsDto[];

  @ApiProperty({ type: [EndpointStatsDto], description: 'Those with most look-ups first.' })
  endpoints!: EndpointStatsDto[];

  @ApiProperty({ description: 'Answers from entries that had expired.', example: 0 })
  stale!: number;

  @ApiProperty({ description: 'Entries renewed in the background.', example: 3 })
  refreshes!: number;

  @ApiProperty({ description: 'Calls past the cache.', example: 0 })
  bypassed!: number;

  @ApiProperty({ type: [HistoryBucketDto], description: 'The last hour by minute.' })
  history!: HistoryBucketDto[];

  @ApiProperty({ type: [TopKeyDto], description: 'The keys asked for most.' })
  top_keys!: TopKeyDto[];

  @ApiProperty({ type: [WarmerDto], description: 'Empty with the cache off.' })
  warmers!: WarmerDto[];

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

export function toCacheStatsDto(stats: CacheStats, insight: StatsInsight): CacheStatsDto {
  const { memory, redis, coherence } = stats;
  return {
    ...toCacheMetricsDto(stats),
    loads: stats.loads,
    load_failures: stats.loadFailures,
    collapsed: stats.collapsed,
    errors: stats.errors,
    invalidations: stats.invalidations,
    saved_load_ms: stats.savedLoadMs,
    saved_cost: stats.savedCost,
    load_latency: toDurationDto(stats.loadLatency),
    memory: {
      hits: memory.hits,
      entries: memory.entries,
      bytes: memory.bytes,
      max_entries: memory.maxEntries,
      max_bytes: memory.maxBytes,
      evictions: memory.evictions,
      latency: toDurationDto(memory.latency),
    },
    redis: {
      state: redis.state,
      breaker: redis.breaker,
      hits: redis.hits,
      used_memory_bytes: insight.redisUsedBytes ?? null,
      latency: toDurationDto(redis.latency),
    },
    stale: stats.stale,
    refreshes: stats.refreshes,
    bypassed: stats.bypassed,
    history: insight.history.map(toHistoryDto),
    top_keys: insight.topKeys.map((key) => toTopKeyDto(key, insight.keysInClear)),
    namespaces: Object.entries(stats.namespaces).map(toNamespaceDto),
    endpoints: insight.endpoints.map(toEndpointDto),
    warmers: insight.warmers.map(toWarmerDto),
    coherence: {
      scope: coherence.scope,
      ...(coherence.epoch !== undefined && { epoch: coherence.epoch }),
      ...(coherence.applied !== undefined && { applied: coherence.applied }),
      ...(coherence.trusted !== undefined && { trusted: coherence.trusted }),
      pending: coherence.pending,
      lag: toDurationDto(coherence.lag),
    },
  };
}
