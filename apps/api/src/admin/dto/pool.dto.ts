import { ApiProperty } from '@nestjs/swagger';
import type { ServerStatus } from '@strata/database';

/** The primary's pool, in the shape the predecessors' dashboards read. */
export class DatabasePoolMetricsDto {
  @ApiProperty({ description: 'Connections kept open.', example: 5 })
  size!: number;

  @ApiProperty({ description: 'Connections in use now.', example: 2 })
  checked_out!: number;

  @ApiProperty({ description: 'Connections open now beyond `size`.', example: 0 })
  overflow!: number;

  @ApiProperty({ description: 'Connections open now.', example: 5 })
  total_connections!: number;

  @ApiProperty({ description: 'Connections lent since start.', example: 1042 })
  total_checkouts!: number;

  @ApiProperty({ description: 'Connections given back since start.', example: 1040 })
  total_checkins!: number;
}

/** What was set, beside the sizes. */
class PoolSettingsDto {
  @ApiProperty({ description: 'How long a caller waits.', example: 30_000 })
  checkout_timeout_ms!: number;

  @ApiProperty({ description: 'Age at which a connection is replaced.', example: 1_800 })
  recycle_seconds!: number;

  @ApiProperty({ description: 'Whether idle connections are tried first.', example: true })
  pre_ping!: boolean;

  @ApiProperty({ description: 'Use that is taken for a leak; 0: none.', example: 60_000 })
  leak_after_ms!: number;
}

/** One server's pool. */
class ServerPoolDto extends DatabasePoolMetricsDto {
  @ApiProperty({ example: 'primary' })
  server!: string;

  @ApiProperty({ enum: ['primary', 'replica'], example: 'primary' })
  role!: string;

  @ApiProperty({ description: 'Whether reads and writes are sent to it now.', example: true })
  available!: boolean;

  @ApiProperty({ description: 'How many connections may open beyond `size`.', example: 5 })
  max_overflow!: number;

  @ApiProperty({ description: 'Open connections not in use.', example: 3 })
  idle!: number;

  @ApiProperty({ description: 'Callers waiting for a connection now.', example: 0 })
  waiting!: number;

  @ApiProperty({
    description: 'Time spent waiting for connections since start, ms.',
    example: 12.5,
  })
  total_wait_ms!: number;

  @ApiProperty({
    description: 'Time that connections were in use since start, ms, of those that came back.',
    example: 4200,
  })
  total_use_ms!: number;

  @ApiProperty({
    description: 'Connections reported since start because nobody returned them.',
    example: 0,
  })
  leaks!: number;

  @ApiProperty({ description: 'Callers who waited in vain since start.', example: 0 })
  timeouts!: number;

  @ApiProperty({ type: PoolSettingsDto })
  settings!: PoolSettingsDto;
}

/** Every server's pool, the primary first. */
export class DatabasePoolsDto {
  @ApiProperty({ type: [ServerPoolDto] })
  servers!: ServerPoolDto[];
}

export function toDatabasePoolMetricsDto(status: ServerStatus): DatabasePoolMetricsDto {
  return {
    size: status.size,
    checked_out: status.checkedOut,
    overflow: status.overflow,
    total_connections: status.totalConnections,
    total_checkouts: status.totalCheckouts,
    total_checkins: status.totalCheckins,
  };
}

export function toServerPoolDto(status: ServerStatus): ServerPoolDto {
  return {
    server: status.server,
    role: status.role,
    available: status.available,
    ...toDatabasePoolMetricsDto(status),
    max_overflow: status.maxOverflow,
    idle: status.idle,
    waiting: status.waiting,
    total_wait_ms: status.totalWaitMs,
    total_use_ms: status.totalUseMs,
    leaks: status.totalLeaks,
    timeouts: status.timeouts,
    settings: toSettingsDto(status.settings),
  };
}

function toSettingsDto(settings: ServerStatus['settings']): PoolSettingsDto {
  return {
    checkout_timeout_ms: settings.checkoutTimeoutMs,
    recycle_seconds: settings.recycleSeconds,
    pre_ping: settings.prePing,
    leak_after_ms: settings.leakAfterMs,
  };
}
