import { Body, Controller, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ActivityService } from '@strata/stats';
import { AuditLog } from '../admin/audit-log';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { CurrentCaller, type Caller } from '../http/caller';
import { Idempotent } from '../http/idempotency/idempotent';
import { ApiUserId } from '../users/api-user-id';
import { UserIdPipe } from '../users/user-id.pipe';
import { ActivityDto, toActivityDto } from './dto/activity.dto';
import { RecordActivityDto, toNewActivity } from './dto/record-activity.dto';

@ApiTags('Stats')
@Controller('api/users/:id/activities')
export class ActivitiesController {
  constructor(
    private readonly activities: ActivityService,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @Access.self('id')
  @ApiOperation({
    summary: 'Record an activity',
    description:
      "Counts for the user's calendar date at `occurred_at`. The same event again is answered with 200 and the same body.",
  })
  @ApiUserId()
  @ApiCreatedResponse({ type: ActivityDto, description: 'Recorded now.' })
  @ApiOkResponse({ type: ActivityDto, description: 'Recorded before, with the same content.' })
  @ApiProblems('USER_NOT_FOUND', 'ACTIVITY_CONFLICT')
  @Idempotent()
  async record(
    @Param('id', UserIdPipe) id: string,
    @Body() body: RecordActivityDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivityDto> {
    const record = () => this.activities.record(id, toNewActivity(body));
    const recorded = await this.audit.changeOf(caller, id, 'activity_record', record);
    const { activity, created } = recorded;
    void reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return toActivityDto(activity);
  }
}
