import { ApiProperty } from '@nestjs/swagger';
import {
  type DurationSummary,
  type EndpointFigures,
  type NamespaceStats,
  WARMER_STATES,
  type WarmerReport,
} from '@strata/cache';

/** How long something took since start. Percentiles are at most so long, within a factor of two. */
export class DurationDto {
  @ApiProperty({ example: 640 })
  count!: number;

  @ApiProperty({ example: 0.8 })
  mean_ms!: number;

  @ApiProperty({ example: 0.512 })
  p50_ms!: number;

  @ApiProperty({ example: 2.048 })
  p95_ms!: number;

  @ApiProperty({ example: 4.096 })
  p99_ms!: number;

  @ApiProperty({ example: 5.1 })
  max_ms!: number;
}

/** Figures of one namespace of keys. */
export class NamespaceStatsDto {
  @ApiProperty({ example: 'users' })
  namespace!: string;

  @ApiProperty({ example: 500 })
  hits!: number;

  @ApiProperty({ example: 450 })
  memory_hits!: number;

  @ApiProperty({ example: 50 })
  redis_hits!: number;

  @ApiProperty({ example: 20 })
  misses!: number;

  @ApiProperty({ description: 'Answers from entries that had expired.', example: 0 })
  stale!: number;

  @ApiProperty({ description: "Calls that joined another call's load.", example: 12 })
  collapsed!: number;

  @ApiProperty({ description: 'Calls past the cache.', example: 0 })
  bypassed!: number;

  @ApiProperty({ example: 20 })
  loads!: number;

  @ApiProperty({ example: 0 })
  load_failures!: number;

  @ApiProperty({ description: 'Entries renewed in the background.', example: 3 })
  refreshes!: number;

  @ApiProperty({ description: 'Entries dropped from memory for room.', example: 0 })
  evictions!: number;

  @ApiProperty({
    description: 'Invalidations that named it; under `*` those by tag, or of everything.',
    example: 7,
  })
  invalidations!: number;

  @ApiProperty({ description: 'Time that hits have spared loaders, about, ms.', example: 1_250 })
  saved_load_ms!: number;

  @ApiProperty({
    description: 'What hits have spared, in the unit that loaders declare their cost in.',
    example: 0,
  })
  saved_cost!: number;
}

/** Look-ups made for requests of one route. */
export class EndpointStatsDto {
  @ApiProperty({
    description: 'Template of the route; `other` for all beyond 256.',
    example: '/api/users/:id',
  })
  endpoint!: string;

  @ApiProperty({ example: 320 })
  hits!: number;

  @ApiProperty({ example: 14 })
  misses!: number;

  @ApiProperty({ description: 'Calls that joined another load.', example: 2 })
  collapsed!: number;

  @ApiProperty({ description: 'Calls past the cache.', example: 0 })
  bypassed!: number;
}

/** What became of a warmer at start. */
export class WarmerDto {
  @ApiProperty({ example: 'newest_profiles' })
  name!: string;

  @ApiProperty({ enum: WARMER_STATES, example: 'warm' })
  state!: string;

  @ApiProperty({ description: 'For how long it ran, or has been running.', example: 12.5 })
  duration_ms!: number;
}

export function toDurationDto(summary: DurationSummary): DurationDto {
  return {
    count: summary.count,
    mean_ms: summary.meanMs,
    p50_ms: summary.p50Ms,
    p95_ms: summary.p95Ms,
    p99_ms: summary.p99Ms,
    max_ms: summary.maxMs,
  };
}

export function toNamespaceDto([namespace, stats]: [string, NamespaceStats]): NamespaceStatsDto {
  return {
    namespace,
    hits: stats.hits,
    memory_hits: stats.memoryHits,
    redis_hits: stats.redisHits,
    misses: stats.misses,
    stale: stats.stale,
    collapsed: stats.collapsed,
    bypassed: stats.bypassed,
    loads: stats.loads,
    load_failures: stats.loadFailures,
    refreshes: stats.refreshes,
    evictions: stats.evictions,
    invalidations: stats.invalidations,
    saved_load_ms: stats.savedLoadMs,
    saved_cost: stats.savedCost,
  };
}

export function toEndpointDto(figures: EndpointFigures): EndpointStatsDto {
  const { endpoint, hits, misses, collapsed, bypassed } = figures;
  return { endpoint, hits, misses, collapsed, bypassed };
}

export function toWarmerDto({ name, state, durationMs }: WarmerReport): WarmerDto {
  return { name, state, duration_ms: durationMs };
}
