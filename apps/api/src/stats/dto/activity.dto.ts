import { ApiProperty } from '@nestjs/swagger';
import type { Activity } from '@strata/stats';

/** An activity as it was recorded. */
export class ActivityDto {
  @ApiProperty({ example: 'lesson-2025-06-20-1' })
  event_id!: string;

  @ApiProperty({ example: 'lesson' })
  type!: string;

  @ApiProperty({ format: 'date-time', example: '2025-06-20T18:30:00.000Z' })
  occurred_at!: string;

  @ApiProperty({ type: 'integer', example: 600 })
  duration_seconds!: number;

  @ApiProperty({ type: 'integer', example: 15 })
  points!: number;

  @ApiProperty({
    format: 'date',
    description: "The user's calendar date at `occurred_at`.",
    example: '2025-06-20',
  })
  local_date!: string;

  @ApiProperty({
    description: "The user's time zone when the activity was recorded.",
    example: 'Europe/Prague',
  })
  time_zone!: string;

  @ApiProperty({ format: 'date-time', example: '2025-06-21T08:15:30.123Z' })
  recorded_at!: string;
}

/** The wire form of an activity. */
export function toActivityDto(activity: Activity): ActivityDto {
  return {
    event_id: activity.eventId,
    type: activity.type,
    occurred_at: activity.occurredAt.toISOString(),
    duration_seconds: activity.durationSeconds,
    points: activity.points,
    local_date: activity.localDate,
    time_zone: activity.timeZone,
    recorded_at: activity.recordedAt.toISOString(),
  };
}
