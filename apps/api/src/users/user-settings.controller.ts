import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UserSettingsService, type UserSettings } from '@strata/users';
import { AuditLog } from '../admin/audit-log';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { CurrentCaller, type Caller } from '../http/caller';
import { Deadline } from '../http/deadline';
import { ApiIfMatch, IfMatch, precondition, type Preconditions } from '../http/if-match';
import { ApiUserId } from './api-user-id';
import {
  ReplaceUserSettingsDto,
  toUserSettingsDto,
  UserSettingsDto,
} from './dto/user-settings.dto';
import { UserIdPipe } from './user-id.pipe';

@ApiTags('Users')
@ApiUserId()
@Access.self('id')
@Controller('api/users/:id/settings')
export class UserSettingsController {
  constructor(
    private readonly settings: UserSettingsService,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @Deadline(10)
  @ApiOperation({ summary: 'Read settings', description: 'Cached until they change, at most 1 h.' })
  @ApiOkResponse({ type: UserSettingsDto })
  @ApiProblems('USER_NOT_FOUND')
  async get(@Param('id', UserIdPipe) id: string): Promise<UserSettingsDto> {
    return toUserSettingsDto(id, await this.settings.get(id));
  }

  @Put()
  @ApiOperation({ summary: 'Replace settings' })
  @ApiOkResponse({ type: UserSettingsDto })
  @ApiProblems('USER_NOT_FOUND')
  @ApiIfMatch()
  async replace(
    @Param('id', UserIdPipe) id: string,
    @Body() { preferences }: ReplaceUserSettingsDto,
    @CurrentCaller() caller: Caller,
    @IfMatch() conditions: Preconditions | undefined,
  ): Promise<UserSettingsDto> {
    const check = precondition(conditions, (current: UserSettings) =>
      toUserSettingsDto(id, current),
    );
    const replace = () => this.settings.replace(id, preferences, check);
    const replaced = await this.audit.changeOf(caller, id, 'user_settings_replace', replace);
    return toUserSettingsDto(id, replaced);
  }
}
