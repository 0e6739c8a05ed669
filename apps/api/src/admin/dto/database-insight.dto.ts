import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { IndexFigures, QueryFigures } from '@strata/database';
import { Digits } from '../../http/digits';
import { IfGiven } from '../../http/if-given';

const DEFAULT_QUERIES = 20;
const MAX_QUERIES = 100;

export class QueriesQuery {
  @ApiPropertyOptional({
    description: 'How many statements.',
    minimum: 1,
    maximum: MAX_QUERIES,
    default: DEFAULT_QUERIES,
  })
  @IfGiven()
  @Digits()
  @IsInt()
  @Min(1)
  @Max(MAX_QUERIES)
  limit: number = DEFAULT_QUERIES;
}

/** One statement, whatever its parameters. */
class QueryDto {
  @ApiProperty({ example: 'SELECT id FROM auth.users WHERE id = $1' })
  query!: string;

  @ApiProperty({ example: 1200 })
  calls!: number;

  @ApiProperty({ example: 96.4 })
  total_ms!: number;

  @ApiProperty({ example: 0.08 })
  mean_ms!: number;

  @ApiProperty({ description: 'Rows read or changed.', example: 1200 })
  rows!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: "Share of blocks found in the server's memory; null when none was read.",
    example: 0.99,
  })
  buffer_hit_rate!: number | null;
}

export class DatabaseQueriesDto {
  @ApiProperty({
    description: 'false where the extension pg_stat_statements is not loaded and created.',
    example: true,
  })
  available!: boolean;

  @ApiProperty({ type: [QueryDto], description: 'By total time.' })
  queries!: QueryDto[];
}

/** One index. */
class IndexDto {
  @ApiProperty({ example: 'auth' })
  schema!: string;

  @ApiProperty({ example: 'users' })
  table!: string;

  @ApiProperty({ example: 'users_pkey' })
  index!: string;

  @ApiProperty({ description: 'Uses since the statistics were reset.', example: 5000 })
  scans!: number;

  @ApiProperty({ example: 65_536 })
  bytes!: number;

  @ApiProperty({ description: 'Never used, and not there to keep values unique.', example: false })
  unused!: boolean;

  @ApiProperty({ description: 'false: not usable; its building failed.', example: true })
  valid!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'An older index of the same columns and condition.',
    example: null,
  })
  duplicate_of!: string | null;
}

export class DatabaseIndexesDto {
  @ApiProperty({ type: [IndexDto], description: 'The largest first.' })
  indexes!: IndexDto[];
}

export function toQueryDto(figures: QueryFigures): QueryDto {
  const { query, calls, totalMs, meanMs, rows, bufferHitRate } = figures;
  return {
    query,
    calls,
    total_ms: totalMs,
    mean_ms: meanMs,
    rows,
    buffer_hit_rate: bufferHitRate,
  };
}

export function toIndexDto({ duplicateOf, ...index }: IndexFigures): IndexDto {
  return { ...index, duplicate_of: duplicateOf };
}
