import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HttpCache } from '@strata/cache';
import { AppError } from '@strata/errors';
import { userCache, UsersService, type NewUser, type UserProfile } from '@strata/users';
import { AuditLog } from '../admin/audit-log';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { CurrentCaller, type Caller } from '../http/caller';
import { Deadline } from '../http/deadline';
import { Idempotent } from '../http/idempotency/idempotent';
import { ApiIfMatch, IfMatch, precondition, type Preconditions } from '../http/if-match';
import { decodeCursor, PageQuery, toPageDto } from '../http/pagination';
import { linked } from '../http/page-links';
import { ApiUserId } from './api-user-id';
import { CreateUserDto, toNewUser } from './dto/create-user.dto';
import { toUserChanges, UpdateUserDto } from './dto/update-user.dto';
import { toUserDto, UserDto, UserPageDto } from './dto/user.dto';
import { UserIdPipe } from './user-id.pipe';

/** A demonstration user that may go. */
const EXPENDABLE_USER_ID = 'demo-guest';

@ApiTags('Users')
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @Access.user()
  @ApiOperation({ summary: 'Create a user' })
  @ApiCreatedResponse({
    type: UserDto,
    description: 'The new user.',
    headers: { Location: { description: "The user's path.", schema: { type: 'string' } } },
  })
  @ApiProblems('USER_ALREADY_EXISTS', 'EMAIL_ALREADY_USED')
  @Idempotent()
  async create(
    @Body() body: CreateUserDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const id = newUserId(body.id, caller);
    const user = await this.#create({ ...toNewUser(body), id }, caller);
    void reply.header('location', `/api/users/${user.id}`);
    return toUserDto(user);
  }

  @Get()
  @Deadline(10)
  @Access.admin()
  @ApiOperation({
    summary: 'List users',
    description: 'Newest first. With read replicas, a user created a moment ago may be missing.',
  })
  @ApiOkResponse({ type: UserPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserPageDto> {
    const page = await this.users.list(limit, decodeCursor(cursor));
    return linked(toPageDto(page, toUserDto), { limit }, reply);
  }

  @Get(':id')
  @Deadline(10)
  @Access.self('id')
  @HttpCache({
    scope: 'user',
    ttlName: 'users',
    tags: ({ params }) => [userCache.profileTag(params.id ?? '')],
  })
  @ApiOperation({ summary: 'Read a profile', description: 'Cached until it changes, at most 1 h.' })
  @ApiUserId()
  @ApiOkResponse({ type: UserDto })
  @ApiProblems('USER_NOT_FOUND')
  async get(@Param('id', UserIdPipe) id: string): Promise<UserDto> {
    return toUserDto(await this.users.get(id));
  }

  @Patch(':id')
  @Access.self('id')
  @ApiOperation({
    summary: 'Change a profile',
    description: 'Changes the fields given and no others; concurrent changes of others all last.',
  })
  @ApiUserId()
  @ApiOkResponse({ type: UserDto })
  @ApiProblems('USER_NOT_FOUND', 'EMAIL_ALREADY_USED')
  @ApiIfMatch()
  async update(
    @Param('id', UserIdPipe) id: string,
    @Body() body: UpdateUserDto,
    @CurrentCaller() caller: Caller,
    @IfMatch() conditions: Preconditions | undefined,
  ): Promise<UserDto> {
    const check = precondition(conditions, toUserDto);
    const update = () => this.users.update(id, toUserChanges(body), check);
    return toUserDto(await this.audit.changeOf(caller, id, 'user_update', update));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access.self('id')
  @ApiOperation({
    summary: 'Delete a user',
    description: 'Settings, activities, stats, projects and analyses of the user go along.',
  })
  @ApiUserId(EXPENDABLE_USER_ID)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('USER_NOT_FOUND')
  @ApiIfMatch()
  async delete(
    @Param('id', UserIdPipe) id: string,
    @CurrentCaller() caller: Caller,
    @IfMatch() conditions: Preconditions | undefined,
  ): Promise<void> {
    const check = precondition(conditions, toUserDto);
    await this.audit.changeOf(caller, id, 'user_delete', () => this.users.delete(id, check));
  }

  async #create(input: NewUser, caller: Caller): Promise<UserProfile> {
    const create = () => this.users.create(input);
    if (input.id !== undefined) {
      return this.audit.changeOf(caller, input.id, 'user_create', create);
    }
    return this.audit.change(
      caller,
      ({ id: target }) => ({ action: 'user_create', target }),
      create,
    );
  }
}

/** The new user's id; undefined where an admin leaves it to be generated. */
function newUserId(id: string | undefined, caller: Caller): string | undefined {
  if (caller.isAdmin) return id;
  if (id === undefined || id === caller.subject) return caller.subject;
  throw new AppError('FORBIDDEN', {
    detail: `Without the admin role, "id" must be the token's subject or be left out.`,
  });
}
