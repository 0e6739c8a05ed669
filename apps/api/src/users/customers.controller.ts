import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HttpCache } from '@strata/cache';
import { userCache, UserSettingsService, UsersService } from '@strata/users';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { Deadline } from '../http/deadline';
import { ApiUserId } from './api-user-id';
import { CustomerDto, toCustomerDto } from './dto/customer.dto';
import { UserIdPipe } from './user-id.pipe';

@ApiTags('Customers')
@Controller('api/mcp/customer')
export class CustomersController {
  constructor(
    private readonly users: UsersService,
    private readonly settings: UserSettingsService,
  ) {}

  @Get(':id')
  @Deadline(10)
  @Access.self('id')
  @HttpCache({
    scope: 'user',
    ttlName: 'users',
    tags: ({ params: { id = '' } }) => [userCache.profileTag(id), userCache.settingsTag(id)],
  })
  @ApiOperation({
    summary: 'Read a customer',
    description:
      'The profile and settings of the user with this id. Cached as they are. GET /api/users/:id succeeds it.',
    deprecated: true,
  })
  @ApiUserId()
  @ApiOkResponse({ type: CustomerDto })
  @ApiProblems('USER_NOT_FOUND')
  async get(@Param('id', UserIdPipe) id: string): Promise<CustomerDto> {
    const [user, { preferences }] = await Promise.all([this.users.get(id), this.settings.get(id)]);
    return toCustomerDto(user, preferences);
  }
}
