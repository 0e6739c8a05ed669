import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CacheInsight, CacheService, CacheWarmers } from '@strata/cache';
import { Access } from '../http/access';
import { CurrentCaller, type Caller } from '../http/caller';
import { AuditLog } from './audit-log';
import {
  CacheEntryDto,
  CacheEntryParam,
  CacheStatsQuery,
  InvalidateCacheDto,
  InvalidatedCacheDto,
  toEntryTierDto,
  toNames,
} from './dto/cache-insight.dto';
import { CacheStatsDto, toCacheStatsDto } from './dto/cache-stats.dto';
import { invalidationTarget } from './invalidation-target';

const TOP_KEYS = 20;

/** Looking into the cache, and emptying parts of it by hand. Every action is written to the audit log. */
@ApiTags('operations')
@Access.admin()
@Controller('admin/cache')
export class CacheAdminController {
  constructor(
    private readonly cache: CacheService,
    private readonly insight: CacheInsight,
    private readonly warmers: CacheWarmers,
    private readonly audit: AuditLog,
  ) {}

  @Get('stats')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Everything the cache knows of itself, by tier and namespace' })
  @ApiOkResponse({ type: CacheStatsDto })
  async stats(
    @CurrentCaller() caller: Caller,
    @Query() { show_keys }: CacheStatsQuery,
  ): Promise<CacheStatsDto> {
    const keysInClear = show_keys === 'true';
    if (keysInClear) await this.audit.note(caller, { action: 'cache_show_keys', target: '' });
    return toCacheStatsDto(this.cache.stats(), {
      history: this.insight.history(),
      endpoints: this.insight.endpoints(),
      warmers: this.warmers.reports(),
      topKeys: this.insight.topKeys(TOP_KEYS),
      redisUsedBytes: await this.insight.redisUsedBytes(),
      keysInClear,
    });
  }

  @Get('entries/:key')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Age, remaining time, tags and size of an entry, without its value' })
  @ApiOkResponse({ type: CacheEntryDto })
  async entry(
    @CurrentCaller() caller: Caller,
    @Param() { key }: CacheEntryParam,
  ): Promise<CacheEntryDto> {
    await this.audit.note(caller, { action: 'cache_inspect', target: key });
    const tiers = await this.insight.inspect(key);
    return { key, tiers: tiers.map(toEntryTierDto) };
  }

  @Post('invalidate')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Invalidate by key, tag, namespace or pattern; `dry_run` counts only' })
  @ApiOkResponse({ type: InvalidatedCacheDto })
  async invalidate(
    @CurrentCaller() caller: Caller,
    @Body() body: InvalidateCacheDto,
  ): Promise<InvalidatedCacheDto> {
    const { dry_run = false } = body;
    const names = toNames(body);
    const { memory, redis, complete } = await this.insight.count(names);
    const counts = { memory_entries: memory, redis_keys: redis ?? null, complete };
    if (!dry_run) await this.cache.invalidate(names);
    const outcome = dry_run ? 'dry_run' : 'done';
    const action = {
      action: 'cache_invalidate',
      target: invalidationTarget(names),
      outcome,
    } as const;
    await this.audit.note(caller, action, { dry_run, ...counts });
    return { dry_run, ...counts };
  }
}
