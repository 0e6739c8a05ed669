import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  displayNameProblem,
  emailProblem,
  localeProblem,
  timeZoneProblem,
  type UserChanges,
} from '@strata/users';
import { CheckedIfGiven } from './field-check';

/** Body of `PATCH /api/users/:id`: the fields to change. */
export class UpdateUserDto {
  @ApiPropertyOptional({
    description: 'ASCII, at most 254 characters; unique without regard to case.',
    example: 'jana@example.com',
  })
  @CheckedIfGiven(emailProblem)
  email?: string;

  @ApiPropertyOptional({ description: '1 to 200 characters.', example: 'Jana Nováková' })
  @CheckedIfGiven(displayNameProblem)
  display_name?: string;

  @ApiPropertyOptional({ description: 'BCP 47 language tag.', example: 'cs-CZ' })
  @CheckedIfGiven(localeProblem)
  locale?: string;

  @ApiPropertyOptional({
    description: 'IANA time zone. Days already recorded keep the zone they were recorded under.',
    example: 'Europe/Prague',
  })
  @CheckedIfGiven(timeZoneProblem)
  time_zone?: string;
}

/** The changes a body describes. */
export function toUserChanges(dto: UpdateUserDto): UserChanges {
  const { email, display_name, locale, time_zone } = dto;
  return { email, displayName: display_name, locale, timeZone: time_zone };
}
