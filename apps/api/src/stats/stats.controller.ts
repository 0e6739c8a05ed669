import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StatsService } from '@strata/stats';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { Deadline } from '../http/deadline';
import { ApiUserId } from '../users/api-user-id';
import { UserIdPipe } from '../users/user-id.pipe';
import { DailyStatsDto, DailyStatsQuery, toDailyStatsDto } from './dto/daily-stats.dto';
import { StatsSummaryDto, toStatsSummaryDto } from './dto/stats-summary.dto';

@ApiTags('Stats')
@ApiUserId()
@Access.self('id')
@Controller('api/users/:id/stats')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get('daily')
  @Deadline(10)
  @ApiOperation({
    summary: 'Read the stats of a day',
    description:
      "Zeros where nothing was recorded. Cached until an activity is recorded, at most to the end of the user's day.",
  })
  @ApiOkResponse({ type: DailyStatsDto })
  @ApiProblems('USER_NOT_FOUND')
  async daily(
    @Param('id', UserIdPipe) id: string,
    @Query() { date }: DailyStatsQuery,
  ): Promise<DailyStatsDto> {
    return toDailyStatsDto(await this.stats.daily(id, date));
  }

  @Get('summary')
  @Deadline(10)
  @ApiOperation({
    summary: 'Read the summary',
    description:
      "Today, the last 7 and 30 days and the streaks, in the user's time zone. Cached as the daily stats are.",
  })
  @ApiOkResponse({ type: StatsSummaryDto })
  @ApiProblems('USER_NOT_FOUND')
  async summary(@Param('id', UserIdPipe) id: string): Promise<StatsSummaryDto> {
    return toStatsSummaryDto(await this.stats.summary(id));
  }
}
