import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { PREFERENCES_LIMITS, preferencesProblem, type UserSettings } from '@strata/users';
import { EXAMPLE_USER_ID } from '../api-user-id';
import { Checked } from './field-check';

const EXAMPLE_PREFERENCES = { theme: 'dark', daily_goal_minutes: 20, voice: { speed: 0.9 } };

/** Body of `PUT /api/users/:id/settings`. */
export class ReplaceUserSettingsDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      `Any JSON object: keys of 1 to 64 of \`A-Za-z0-9_.-\`, at most ${PREFERENCES_LIMITS.maxKeys} in an ` +
      `object, ${PREFERENCES_LIMITS.maxBytes} bytes as JSON and ${PREFERENCES_LIMITS.maxDepth} levels. ` +
      'It replaces what was stored as a whole.',
    example: EXAMPLE_PREFERENCES,
  })
  // As it was sent: class-transformer would rebuild the object and leave out keys it deems special.
  @Transform(({ obj }: { obj: ReplaceUserSettingsDto }) => obj.preferences)
  @Checked(preferencesProblem)
  preferences!: Record<string, unknown>;
}

/** A user's settings. */
export class UserSettingsDto {
  @ApiProperty({ example: EXAMPLE_USER_ID })
  user_id!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: EXAMPLE_PREFERENCES })
  preferences!: Readonly<Record<string, unknown>>;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null while none were stored.',
    example: '2025-06-21T08:15:30.123Z',
  })
  updated_at!: string | null;
}

/** The wire form of settings. */
export function toUserSettingsDto(userId: string, settings: UserSettings): UserSettingsDto {
  const { preferences, updatedAt } = settings;
  return { user_id: userId, preferences, updated_at: updatedAt?.toISOString() ?? null };
}
