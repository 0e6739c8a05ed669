import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { ApiKeysService } from '@strata/api-keys';
import type { FastifyReply } from 'fastify';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { CurrentCaller, type Caller } from '../http/caller';
import { linked } from '../http/page-links';
import { PageQuery, toPageDto } from '../http/pagination';
import { decodeUuidCursor } from '../http/uuid-cursor';
import { UuidPipe } from '../http/uuid.pipe';
import { AuditLog } from './audit-log';
import {
  ApiKeyPageDto,
  CreateApiKeyDto,
  CreatedApiKeyDto,
  toApiKeyDto,
  toCreatedApiKeyDto,
  toNewApiKey,
} from './dto/api-key.dto';

/** Keys for machines. No key may manage keys. */
@ApiTags('operations')
@Access.adminInPerson()
@ApiProblems('DATABASE_UNAVAILABLE', 'POOL_EXHAUSTED')
@Controller('admin/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Create an API key',
    description: 'The answer shows the key, once: only its SHA-256 is stored.',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  async create(
    @Body() body: CreateApiKeyDto,
    @CurrentCaller() caller: Caller,
  ): Promise<CreatedApiKeyDto> {
    const created = await this.audit.change(
      caller,
      ({ apiKey }) => ({ action: 'api_key_create', target: apiKey.id }),
      () => this.keys.create(toNewApiKey(body, caller.subject)),
    );
    return toCreatedApiKeyDto(created);
  }

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'List API keys',
    description:
      'Newest first, revoked and expired ones included until their retention is over; without the keys themselves.',
  })
  @ApiOkResponse({ type: ApiKeyPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKeyPageDto> {
    const page = await this.keys.list(limit, decodeUuidCursor(cursor));
    return linked(toPageDto(page, toApiKeyDto), { limit }, reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an API key',
    description:
      'It is refused from then on, in every process. It stays in the list for `API_KEY_RETENTION_DAYS`.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiNoContentResponse({ description: 'Revoked, now or before.' })
  @ApiProblems('API_KEY_NOT_FOUND')
  async revoke(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    const action = { action: 'api_key_revoke', target: id } as const;
    await this.audit.change(caller, action, () => this.keys.revoke(id));
  }
}
