import { ApiProperty } from '@nestjs/swagger';
import type { PeriodTotals, StatsSummary } from '@strata/stats';
import { EXAMPLE_USER_ID } from '../../users/api-user-id';

/** The totals of some local days up to today. */
class PeriodTotalsDto {
  @ApiProperty({ format: 'date', description: "The period's first day.", example: '2025-06-15' })
  first_date!: string;

  @ApiProperty({ type: 'integer', description: 'Days with an activity.', example: 6 })
  active_days!: number;

  @ApiProperty({ type: 'integer', example: 9 })
  activity_count!: number;

  @ApiProperty({ type: 'integer', example: 6120 })
  duration_seconds!: number;

  @ApiProperty({ type: 'integer', example: 180 })
  points!: number;
}

/** How a user has done, as of today in the user's time zone. */
export class StatsSummaryDto {
  @ApiProperty({ example: EXAMPLE_USER_ID })
  user_id!: string;

  @ApiProperty({ format: 'date', description: "The user's today.", example: '2025-06-21' })
  date!: string;

  @ApiProperty({ example: 'Europe/Prague' })
  time_zone!: string;

  @ApiProperty()
  today!: PeriodTotalsDto;

  @ApiProperty({ description: 'Today and the six days before.' })
  last_7_days!: PeriodTotalsDto;

  @ApiProperty({ description: 'Today and the 29 days before.' })
  last_30_days!: PeriodTotalsDto;

  @ApiProperty({
    type: 'integer',
    description: 'Active days in a row up to today, or to yesterday while today has none yet.',
    example: 12,
  })
  current_streak_days!: number;

  @ApiProperty({ type: 'integer', example: 12 })
  longest_streak_days!: number;
}

/** The wire form of a summary. */
export function toStatsSummaryDto(summary: StatsSummary): StatsSummaryDto {
  return {
    user_id: summary.userId,
    date: summary.date,
    time_zone: summary.timeZone,
    today: toPeriodDto(summary.today),
    last_7_days: toPeriodDto(summary.last7Days),
    last_30_days: toPeriodDto(summary.last30Days),
    current_streak_days: summary.currentStreakDays,
    longest_streak_days: summary.longestStreakDays,
  };
}

function toPeriodDto(period: PeriodTotals): PeriodTotalsDto {
  return {
    first_date: period.firstDate,
    active_days: period.activeDays,
    activity_count: period.activityCount,
    duration_seconds: period.durationSeconds,
    points: period.points,
  };
}
