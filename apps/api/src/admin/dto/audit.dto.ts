import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { apiKeySubjectProblem } from '@strata/api-keys';
import { AUDIT_ACTIONS, type AuditAction, type AuditEntry } from '@strata/audit';
import { IfGiven } from '../../http/if-given';
import { PageDto, PageQuery } from '../../http/pagination';
import { CheckedIfGiven } from '../../users/dto/field-check';

/** Which part of the audit log. */
export class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Who acted.', example: 'root', maxLength: 256 })
  @CheckedIfGiven(apiKeySubjectProblem)
  actor?: string;

  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, example: 'cache_invalidate' })
  @IfGiven()
  @IsIn(AUDIT_ACTIONS)
  action?: AuditAction;
}

/** One action of an admin. */
class AuditEntryDto {
  @ApiProperty({ example: '4711' })
  id!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T08:15:30.123Z' })
  created_at!: string;

  @ApiProperty({ description: 'Subject of the admin.', example: 'root' })
  actor!: string;

  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'Null: a token.' })
  api_key_id!: string | null;

  @ApiProperty({ enum: AUDIT_ACTIONS, example: 'user_delete' })
  action!: string;

  @ApiProperty({ description: 'What it was done to.', example: '5971333382399' })
  target!: string;

  @ApiProperty({ description: '`done`, `dry_run`, or the code of the error.', example: 'done' })
  outcome!: string;

  @ApiProperty({ type: String, nullable: true, description: 'As in X-Request-Id.' })
  request_id!: string | null;
}

/** A page of the audit log, newest first. */
export class AuditPageDto extends PageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  data!: AuditEntryDto[];
}

/** The wire form of an entry. */
export function toAuditEntryDto(entry: AuditEntry): AuditEntryDto {
  const { id, actor, action, target, outcome } = entry;
  const created_at = entry.createdAt.toISOString();
  const { apiKeyId: api_key_id, requestId: request_id } = entry;
  return { id, created_at, actor, api_key_id, action, target, outcome, request_id };
}
