import { ApiProperty } from '@nestjs/swagger';
import type { UserProfile } from '@strata/users';
import { EXAMPLE_USER_ID } from '../api-user-id';
import { PageDto } from '../../http/pagination';

/** A user's profile. */
export class UserDto {
  @ApiProperty({ example: EXAMPLE_USER_ID })
  id!: string;

  @ApiProperty({ example: 'jana@example.com' })
  email!: string;

  @ApiProperty({ example: 'Jana Nováková' })
  display_name!: string;

  @ApiProperty({ description: 'Canonical BCP 47 language tag.', example: 'cs-CZ' })
  locale!: string;

  @ApiProperty({ description: 'IANA time zone.', example: 'Europe/Prague' })
  time_zone!: string;

  @ApiProperty({ format: 'date-time', example: '2025-06-21T08:15:30.123Z' })
  created_at!: string;

  @ApiProperty({ format: 'date-time', example: '2025-06-21T08:15:30.123Z' })
  updated_at!: string;
}

/** A page of users, newest first. */
export class UserPageDto extends PageDto {
  @ApiProperty({ type: [UserDto] })
  data!: UserDto[];
}

/** The wire form of a profile. */
export function toUserDto(user: UserProfile): UserDto {
  return {
    id: user.id,
    email: user.email,
    display_name: user.displayName,
    locale: user.locale,
    time_zone: user.timeZone,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
  };
}
