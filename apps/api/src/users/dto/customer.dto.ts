import { ApiProperty } from '@nestjs/swagger';
import type { Preferences, UserProfile } from '@strata/users';
import { EXAMPLE_USER_ID } from '../api-user-id';

/** A user as a customer. */
export class CustomerDto {
  @ApiProperty({ description: "The user's id.", example: EXAMPLE_USER_ID })
  customer_id!: string;

  @ApiProperty({ example: 'jana@example.com' })
  email!: string;

  @ApiProperty({ example: 'Jana Nováková' })
  display_name!: string;

  @ApiProperty({ description: 'Canonical BCP 47 language tag.', example: 'cs-CZ' })
  locale!: string;

  @ApiProperty({ description: 'IANA time zone.', example: 'Europe/Prague' })
  time_zone!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The stored settings; empty while there are none.',
    example: { theme: 'dark' },
  })
  preferences!: Preferences;

  @ApiProperty({ format: 'date-time', example: '2025-06-21T08:15:30.123Z' })
  created_at!: string;
}

/** The wire form of a profile and its settings as a customer. */
export function toCustomerDto(user: UserProfile, preferences: Preferences): CustomerDto {
  return {
    customer_id: user.id,
    email: user.email,
    display_name: user.displayName,
    locale: user.locale,
    time_zone: user.timeZone,
    preferences,
    created_at: user.createdAt.toISOString(),
  };
}
