import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { localDateProblem, type DailyStats } from '@strata/stats';
import { EXAMPLE_USER_ID } from '../../users/api-user-id';
import { CheckedIfGiven } from '../../users/dto/field-check';

/** Query of `GET /api/users/:id/stats/daily`. */
export class DailyStatsQuery {
  @ApiPropertyOptional({
    format: 'date',
    description:
      "A calendar date, `YYYY-MM-DD`. Default: today in the user's time zone. A date that the zone's " +
      'calendar left out (Pacific/Apia, 2011-12-30) is refused.',
    example: '2025-06-20',
  })
  @CheckedIfGiven(localDateProblem)
  date?: string;
}

/** What a user did on one local date. */
export class DailyStatsDto {
  @ApiProperty({ example: EXAMPLE_USER_ID })
  user_id!: string;

  @ApiProperty({ format: 'date', example: '2025-06-20' })
  date!: string;

  @ApiProperty({
    description: "The zone the day was recorded under; the user's own where nothing was.",
    example: 'Europe/Prague',
  })
  time_zone!: string;

  @ApiProperty({ format: 'date-time', example: '2025-06-19T22:00:00.000Z' })
  day_starts_at!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'The first moment after the day, which may have 23, 24, 24.5 or 25 hours.',
    example: '2025-06-20T22:00:00.000Z',
  })
  day_ends_at!: string;

  @ApiProperty({ type: 'integer', example: 2 })
  activity_count!: number;

  @ApiProperty({ type: 'integer', example: 1260 })
  duration_seconds!: number;

  @ApiProperty({ type: 'integer', example: 45 })
  points!: number;
}

/** The wire form of a day's stats. */
export function toDailyStatsDto(stats: DailyStats): DailyStatsDto {
  return {
    user_id: stats.userId,
    date: stats.date,
    time_zone: stats.timeZone,
    day_starts_at: stats.startsAt.toISOString(),
    day_ends_at: stats.endsAt.toISOString(),
    activity_count: stats.activityCount,
    duration_seconds: stats.durationSeconds,
    points: stats.points,
  };
}
