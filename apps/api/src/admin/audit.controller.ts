import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditService } from '@strata/audit';
import type { FastifyReply } from 'fastify';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { linked } from '../http/page-links';
import { decodeCursor, toPageDto } from '../http/pagination';
import { AuditPageDto, AuditQuery, toAuditEntryDto } from './dto/audit.dto';

/** What admins have done. */
@ApiTags('operations')
@Access.adminInPerson()
@Controller('admin/audit-log')
export class AuditController {
  constructor(private readonly entries: AuditService) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What admins have done', description: 'Newest first.' })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems('INVALID_CURSOR', 'DATABASE_UNAVAILABLE', 'POOL_EXHAUSTED')
  async list(
    @Query() { limit, cursor, ...filter }: AuditQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditPageDto> {
    const page = await this.entries.list(filter, limit, decodeCursor(cursor));
    return linked(toPageDto(page, toAuditEntryDto), { limit, ...filter }, reply);
  }
}
