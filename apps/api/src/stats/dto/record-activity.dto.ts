import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ACTIVITY_LIMITS,
  activityTypeProblem,
  durationProblem,
  eventIdProblem,
  pointsProblem,
  type NewActivity,
} from '@strata/stats';
import { Checked, CheckedIfGiven } from '../../users/dto/field-check';
import { parseInstant, sentTimeProblem } from './instant';

/** Body of `POST /api/users/:id/activities`. */
export class RecordActivityDto {
  @ApiProperty({
    description: 'Chosen by the sender, one per activity: a repeat is counted once.',
    minLength: 1,
    maxLength: ACTIVITY_LIMITS.maxEventIdLength,
    example: 'lesson-2025-06-20-1',
  })
  @Checked(eventIdProblem)
  event_id!: string;

  @ApiProperty({ minLength: 1, maxLength: ACTIVITY_LIMITS.maxTypeLength, example: 'lesson' })
  @Checked(activityTypeProblem)
  type!: string;

  @ApiProperty({
    format: 'date-time',
    description:
      'RFC 3339 with an offset, kept to the millisecond; from 1970 to 24 hours ahead. It may be late and out of order.',
    example: '2025-06-20T18:30:00.000Z',
  })
  @Checked(sentTimeProblem)
  occurred_at!: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: ACTIVITY_LIMITS.maxDurationSeconds,
    default: 0,
    example: 600,
  })
  @CheckedIfGiven(durationProblem)
  duration_seconds?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: ACTIVITY_LIMITS.maxPoints,
    default: 0,
    example: 15,
  })
  @CheckedIfGiven(pointsProblem)
  points?: number;
}

/** The activity a body describes; the service refuses the invalid date of an unreadable time. */
export function toNewActivity(dto: RecordActivityDto): NewActivity {
  return {
    eventId: dto.event_id,
    type: dto.type,
    occurredAt: parseInstant(dto.occurred_at) ?? new Date(NaN),
    durationSeconds: dto.duration_seconds,
    points: dto.points,
  };
}
