import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  PROJECT_LIMITS,
  projectDescriptionProblem,
  projectNameProblem,
  type Project,
} from '@strata/projects';
import { Checked, CheckedIfGiven } from '../../users/dto/field-check';
import { PageDto } from '../../http/pagination';

/** Body of `POST /api/projects`. */
export class CreateProjectDto {
  @ApiProperty({
    description: "Unique among the caller's projects.",
    minLength: 1,
    maxLength: PROJECT_LIMITS.maxNameLength,
    example: 'Website relaunch',
  })
  @Checked(projectNameProblem)
  name!: string;

  @ApiPropertyOptional({
    maxLength: PROJECT_LIMITS.maxDescriptionLength,
    example: 'Everything about the new website.',
  })
  @CheckedIfGiven(projectDescriptionProblem)
  description?: string;
}

/** A project. */
export class ProjectDto {
  @ApiProperty({ format: 'uuid', example: '3d594650-3436-4f0e-8f0e-5f6f5a1b2c3d' })
  id!: string;

  @ApiProperty({ description: 'The owner.', example: '5971333382399' })
  user_id!: string;

  @ApiProperty({ example: 'Website relaunch' })
  name!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Everything about the new website.' })
  description!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T08:15:30.123Z' })
  created_at!: string;
}

/** A page of projects, newest first. */
export class ProjectPageDto extends PageDto {
  @ApiProperty({ type: [ProjectDto] })
  data!: ProjectDto[];
}

/** The wire form of a project. */
export function toProjectDto(project: Project): ProjectDto {
  return {
    id: project.id,
    user_id: project.userId,
    name: project.name,
    description: project.description,
    created_at: project.createdAt.toISOString(),
  };
}
