import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CacheStats } from '@strata/cache';
import { DurationDto, toDurationDto } from './cache-figures.dto';

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

  @ApiProperty({ type: DurationDto, description: 'Of one in 64 look-ups that hit.' })
  latency!: DurationDto;
}

/** The tier that processes share. */
export class RedisTierDto {
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

/** How far this process follows the invalidations of others. */
export class CoherenceDto {
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

export function toMemoryTierDto(memory: CacheStats['memory']): MemoryTierDto {
  return {
    hits: memory.hits,
    entries: memory.entries,
    bytes: memory.bytes,
    max_entries: memory.maxEntries,
    max_bytes: memory.maxBytes,
    evictions: memory.evictions,
    latency: toDurationDto(memory.latency),
  };
}

/** @param usedBytes what the server says that it uses; undefined when not known */
export function toRedisTierDto(
  redis: CacheStats['redis'],
  usedBytes: number | undefined,
): RedisTierDto {
  return {
    state: redis.state,
    breaker: redis.breaker,
    hits: redis.hits,
    used_memory_bytes: usedBytes ?? null,
    latency: toDurationDto(redis.latency),
  };
}

export function toCoherenceDto(coherence: CacheStats['coherence']): CoherenceDto {
  const { scope, epoch, applied, trusted, pending, lag } = coherence;
  return {
    scope,
    ...(epoch !== undefined && { epoch }),
    ...(applied !== undefined && { applied }),
    ...(trusted !== undefined && { trusted }),
    pending,
    lag: toDurationDto(lag),
  };
}
