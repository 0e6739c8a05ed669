import { createHash } from 'node:crypto';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn } from 'class-validator';
import {
  checkedKey,
  checkedNamespace,
  type HistoryBucket,
  type InspectedEntry,
  type InvalidationNames,
  type KeyCount,
} from '@strata/cache';
import { AppError } from '@strata/errors';
import { IfGiven } from '../../http/if-given';
import { CacheName } from './cache-name';

const MAX_NAMES = 100;
const MAX_NAME_LENGTH = 2_048;
const FLAGS = ['true', 'false'];
const NOTHING_NAMED = {
  field: '',
  message: 'name at least one of keys, tags, namespaces and patterns',
};

export class CacheStatsQuery {
  @ApiPropertyOptional({ enum: FLAGS, description: 'Show the top keys in clear.' })
  @IfGiven()
  @IsIn(FLAGS)
  show_keys?: string;
}

export class CacheEntryParam {
  @ApiProperty({ example: 'users:alice', maxLength: MAX_NAME_LENGTH })
  @CacheName(checkedKey)
  key!: string;
}

/** What to invalidate; several lists count together, and at least one name is needed. */
export class InvalidateCacheDto {
  @ApiPropertyOptional({ type: [String], maxItems: MAX_NAMES, example: ['users:alice'] })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_NAMES)
  @CacheName(checkedKey, { each: true })
  keys?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: MAX_NAMES })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_NAMES)
  @CacheName(checkedKey, { each: true })
  tags?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: MAX_NAMES })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_NAMES)
  @CacheName(checkedNamespace, { each: true })
  namespaces?: string[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_NAMES,
    description: '`*` stands for any run of characters.',
  })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_NAMES)
  @CacheName(checkedKey, { each: true })
  patterns?: string[];

  @ApiPropertyOptional({
    description: 'Count only, invalidate nothing.',
    default: false,
    example: true,
  })
  @IfGiven()
  @IsBoolean()
  dry_run?: boolean;
}

export class InvalidatedCacheDto {
  @ApiProperty({ example: false })
  dry_run!: boolean;

  @ApiProperty({ description: 'Entries hit in this process.', example: 3 })
  memory_entries!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Keys hit in Redis, 0 without one; null where that is not known, as by tag.',
    example: 5,
  })
  redis_keys!: number | null;

  @ApiProperty({
    description: 'Whether every tier that there is was looked at in time.',
    example: true,
  })
  complete!: boolean;
}

/** An entry as one tier holds it. */
class CacheEntryTierDto {
  @ApiProperty({ enum: ['memory', 'redis'], example: 'memory' })
  tier!: string;

  @ApiProperty({ example: 12.5 })
  age_seconds!: number;

  @ApiProperty({ description: 'Negative when it has expired.', example: 287.5 })
  ttl_seconds!: number;

  @ApiProperty({ type: [String], example: ['user:alice'] })
  tags!: string[];

  @ApiProperty({ description: 'Estimated.', example: 420 })
  bytes!: number;
}

export class CacheEntryDto {
  @ApiProperty({ example: 'users:alice' })
  key!: string;

  @ApiProperty({ type: [CacheEntryTierDto], description: 'Empty when nothing may be served.' })
  tiers!: CacheEntryTierDto[];
}

/** Hits and misses of one minute. */
export class HistoryBucketDto {
  @ApiProperty({ format: 'date-time', example: '2026-01-01T12:00:00.000Z' })
  started_at!: string;

  @ApiProperty({ example: 120 })
  hits!: number;

  @ApiProperty({ example: 4 })
  misses!: number;
}

export class TopKeyDto {
  @ApiProperty({ description: 'SHA-256, shortened; in clear with `show_keys`.', example: 'x4Tf0c' })
  key!: string;

  @ApiProperty({ description: 'Look-ups since start, at most.', example: 640 })
  lookups!: number;
}

/** @throws AppError VALIDATION_FAILED when nothing is named */
export function toNames(body: InvalidateCacheDto): InvalidationNames {
  const { keys = [], tags = [], namespaces = [], patterns = [] } = body;
  if ([keys, tags, namespaces, patterns].every(({ length }) => length === 0)) {
    throw new AppError('VALIDATION_FAILED', { errors: [NOTHING_NAMED] });
  }
  return { keys, tags, namespaces, patterns };
}

export function toEntryTierDto(entry: InspectedEntry): CacheEntryTierDto {
  const { tier, ageSeconds, ttlSeconds, tags, bytes } = entry;
  return { tier, age_seconds: ageSeconds, ttl_seconds: ttlSeconds, tags: [...tags], bytes };
}

export function toHistoryDto({ startedAt, hits, misses }: HistoryBucket): HistoryBucketDto {
  return { started_at: new Date(startedAt).toISOString(), hits, misses };
}

export function toTopKeyDto({ key, count }: KeyCount, inClear: boolean): TopKeyDto {
  return { key: inClear ? key : hashed(key), lookups: count };
}

function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}
