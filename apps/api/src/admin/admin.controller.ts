import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CacheService } from '@strata/cache';
import { DatabaseStatus } from '@strata/database';
import { Access } from '../http/access';
import { CacheMetricsDto, toCacheMetricsDto } from './dto/cache-stats.dto';
import { DatabasePoolMetricsDto, toDatabasePoolMetricsDto } from './dto/pool.dto';

/** True figures of cache and pools, for dashboards and operators. */
@ApiTags('operations')
@Access.admin()
@Controller()
export class AdminController {
  constructor(
    private readonly cache: CacheService,
    private readonly database: DatabaseStatus,
  ) {}

  @Get('metrics/cache')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Cache hits and misses of this process' })
  @ApiOkResponse({ type: CacheMetricsDto })
  cacheMetrics(): CacheMetricsDto {
    return toCacheMetricsDto(this.cache.stats());
  }

  @Get('metrics/database-pool')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: "The primary's connection pool in this process" })
  @ApiOkResponse({ type: DatabasePoolMetricsDto })
  databasePoolMetrics(): DatabasePoolMetricsDto {
    const [primary] = this.database.servers();
    if (!primary) throw new Error('The first server of a database is its primary');
    return toDatabasePoolMetricsDto(primary);
  }
}
