import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DatabaseInsight, DatabaseStatus } from '@strata/database';
import { Access } from '../http/access';
import {
  DatabaseIndexesDto,
  DatabaseQueriesDto,
  QueriesQuery,
  toIndexDto,
  toQueryDto,
} from './dto/database-insight.dto';
import { DatabasePoolsDto, toServerPoolDto } from './dto/pool.dto';
import { DatabaseReplicasDto, toReplicaDto } from './dto/replica.dto';

/** What the pools and the servers know of themselves. */
@ApiTags('operations')
@Access.admin()
@Controller('admin/db')
export class DatabaseAdminController {
  constructor(
    private readonly status: DatabaseStatus,
    private readonly insight: DatabaseInsight,
  ) {}

  @Get('pool')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The connection pool of every server' })
  @ApiOkResponse({ type: DatabasePoolsDto })
  pools(): DatabasePoolsDto {
    return { servers: this.status.servers().map(toServerPoolDto) };
  }

  @Get('replicas')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'State, lag and share of the reads of every replica' })
  @ApiOkResponse({ type: DatabaseReplicasDto })
  replicas(): DatabaseReplicasDto {
    const servers = this.status.servers();
    const lent = servers.reduce((sum, { totalCheckouts }) => sum + totalCheckouts, 0);
    return { replicas: servers.flatMap((server) => toReplicaDto(server, lent) ?? []) };
  }

  @Get('queries')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The statements that took most time on the primary' })
  @ApiOkResponse({ type: DatabaseQueriesDto })
  async queries(@Query() { limit }: QueriesQuery): Promise<DatabaseQueriesDto> {
    const queries = await this.insight.queries(limit);
    return { available: queries !== undefined, queries: (queries ?? []).map(toQueryDto) };
  }

  @Get('indexes')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Use, size and faults of every index' })
  @ApiOkResponse({ type: DatabaseIndexesDto })
  async indexes(): Promise<DatabaseIndexesDto> {
    return { indexes: (await this.insight.indexes()).map(toIndexDto) };
  }
}
