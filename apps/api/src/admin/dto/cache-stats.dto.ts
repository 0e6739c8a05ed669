import { ApiProperty } from '@nestjs/swagger';
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
import {
  CoherenceDto,
  MemoryTierDto,
  RedisTierDto,
  toCoherenceDto,
  toMemoryTierDto,
  toRedisTierDto,
} from './cache-tiers.dto';
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

/** What is told beside the counters. */
interface StatsInsight {
  readonly history: readonly HistoryBucket[];
  readonly endpoints: readonly EndpointFigures[];
  readonly warmers: readonly WarmerReport[];
  readonly topKeys: readonly KeyCount[];
  readonly redisUsedBytes: number | undefined;
  readonly keysInClear: boolean;
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
    memory: toMemoryTierDto(stats.memory),
    redis: toRedisTierDto(stats.redis, insight.redisUsedBytes),
    stale: stats.stale,
    refreshes: stats.refreshes,
    bypassed: stats.bypassed,
    history: insight.history.map(toHistoryDto),
    top_keys: insight.topKeys.map((key) => toTopKeyDto(key, insight.keysInClear)),
    namespaces: Object.entries(stats.namespaces).map(toNamespaceDto),
    endpoints: insight.endpoints.map(toEndpointDto),
    warmers: insight.warmers.map(toWarmerDto),
    coherence: toCoherenceDto(stats.coherence),
  };
}
