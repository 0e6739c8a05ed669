import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import {
  API_KEY_LIMITS,
  API_KEY_SCOPES,
  apiKeyNameProblem,
  apiKeyScopesProblem,
  apiKeySubjectProblem,
  type ApiKey,
  type ApiKeyScope,
  type CreatedApiKey,
  type NewApiKey,
} from '@strata/api-keys';
import { IfGiven } from '../../http/if-given';
import { PageDto } from '../../http/pagination';
import { Checked } from '../../users/dto/field-check';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3_650;

/** Body of `POST /admin/api-keys`. */
export class CreateApiKeyDto {
  @ApiProperty({
    description: 'What it is for, so that people know it in the list.',
    minLength: 1,
    maxLength: API_KEY_LIMITS.maxNameLength,
    example: 'Nightly import',
  })
  @Checked(apiKeyNameProblem)
  name!: string;

  @ApiProperty({
    description: "Whom it acts as: a user's id, or a name of its own for a service.",
    minLength: 1,
    maxLength: API_KEY_LIMITS.maxSubjectLength,
    example: 'importer',
  })
  @Checked(apiKeySubjectProblem)
  subject!: string;

  @ApiProperty({
    enum: API_KEY_SCOPES,
    isArray: true,
    description:
      '`read` for GET and HEAD, `write` for all else, on what the subject reaches; `admin` extends both to ' +
      'what admins reach. None contains another.',
    example: ['read', 'write'],
  })
  @Checked(apiKeyScopesProblem)
  scopes!: ApiKeyScope[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_DAYS,
    description: 'Left out, it lasts until it is revoked.',
    example: 90,
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_DAYS)
  expires_in_days?: number;
}

/** A key without the key itself. */
class ApiKeyDto {
  @ApiProperty({ format: 'uuid', example: '3d594650-3436-4f0e-8f0e-5f6f5a1b2c3d' })
  id!: string;

  @ApiProperty({ description: 'How the key begins.', example: 'strata_Kx3q' })
  hint!: string;

  @ApiProperty({ example: 'Nightly import' })
  name!: string;

  @ApiProperty({ example: 'importer' })
  subject!: string;

  @ApiProperty({ enum: API_KEY_SCOPES, isArray: true, example: ['read', 'write'] })
  scopes!: ApiKeyScope[];

  @ApiProperty({ description: 'The admin who made it.', example: 'root' })
  created_by!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T08:15:30.123Z' })
  created_at!: string;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'Null: never.' })
  expires_at!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'Null: valid.' })
  revoked_at!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Up to two minutes late; null: not used yet.',
  })
  last_used_at!: string | null;
}

/** A new key. */
export class CreatedApiKeyDto extends ApiKeyDto {
  @ApiProperty({
    description: 'The key, shown here and never again: `Authorization: Bearer strata_…`.',
    example: 'strata_…',
  })
  key!: string;
}

/** A page of keys, newest first. */
export class ApiKeyPageDto extends PageDto {
  @ApiProperty({ type: [ApiKeyDto] })
  data!: ApiKeyDto[];
}

/** The new key that a body describes. */
export function toNewApiKey(body: CreateApiKeyDto, createdBy: string): NewApiKey {
  const { name, subject, scopes, expires_in_days: days } = body;
  const expiresAt = days ? new Date(Date.now() + days * DAY_MS) : undefined;
  return { name, subject, scopes, expiresAt, createdBy };
}

/** The wire form of a key. */
export function toApiKeyDto(apiKey: ApiKey): ApiKeyDto {
  const { id, hint, name, subject, scopes } = apiKey;
  return {
    ...{ id, hint, name, subject, scopes: [...scopes] },
    created_by: apiKey.createdBy,
    created_at: apiKey.createdAt.toISOString(),
    expires_at: apiKey.expiresAt?.toISOString() ?? null,
    revoked_at: apiKey.revokedAt?.toISOString() ?? null,
    last_used_at: apiKey.lastUsedAt?.toISOString() ?? null,
  };
}

/** The wire form of a new key, with the key. */
export function toCreatedApiKeyDto({ apiKey, key }: CreatedApiKey): CreatedApiKeyDto {
  return { ...toApiKeyDto(apiKey), key };
}
