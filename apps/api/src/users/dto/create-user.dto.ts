import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  displayNameProblem,
  emailProblem,
  localeProblem,
  timeZoneProblem,
  userIdProblem,
  type NewUser,
} from '@strata/users';
import { Checked, CheckedIfGiven } from './field-check';

/** Body of `POST /api/users`. */
export class CreateUserDto {
  @ApiPropertyOptional({
    description:
      "The user's id. Default: the token's subject; for an admin, a generated one. Only an admin may give another id than its own.",
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    example: '4820017734512',
  })
  @CheckedIfGiven(userIdProblem)
  id?: string;

  @ApiProperty({
    description: 'ASCII, at most 254 characters; unique without regard to case.',
    example: 'lin@example.com',
  })
  @Checked(emailProblem)
  email!: string;

  @ApiProperty({ description: '1 to 200 characters.', example: 'Lin Wei' })
  @Checked(displayNameProblem)
  display_name!: string;

  @ApiPropertyOptional({
    description: 'BCP 47 language tag.',
    default: 'en',
    example: 'zh-Hant-TW',
  })
  @CheckedIfGiven(localeProblem)
  locale?: string;

  @ApiPropertyOptional({
    description: "IANA time zone; decides where the user's days begin and end.",
    default: 'UTC',
    example: 'Asia/Taipei',
  })
  @CheckedIfGiven(timeZoneProblem)
  time_zone?: string;
}

/** The new user a body describes. */
export function toNewUser({ id, email, display_name, locale, time_zone }: CreateUserDto): NewUser {
  return { id, email, displayName: display_name, locale, timeZone: time_zone };
}
