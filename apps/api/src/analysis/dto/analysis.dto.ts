import { ApiProperty } from '@nestjs/swagger';
import { ANALYSIS_KINDS, type Analysis, type AnalysisAnswer } from '@strata/analysis';
import { AnalysisResultDto, toAnalysisResultDto } from './analysis-result.dto';
import { PageDto } from '../../http/pagination';

/** An analysis, without the text that was analysed. */
export class AnalysisDto {
  @ApiProperty({ format: 'uuid', example: '3d594650-3436-4f0e-8f0e-5f6f5a1b2c3d' })
  id!: string;

  @ApiProperty({ description: 'The owner.', example: '5971333382399' })
  user_id!: string;

  @ApiProperty({ type: String, nullable: true, format: 'uuid', example: null })
  project_id!: string | null;

  @ApiProperty({ enum: ANALYSIS_KINDS, example: 'issue' })
  kind!: string;

  @ApiProperty({ type: String, nullable: true, example: 'TEST-123' })
  issue_key!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Login page crashes' })
  title!: string | null;

  @ApiProperty({ description: 'Name and version of what made the result.' })
  analyser!: string;

  @ApiProperty({ type: AnalysisResultDto })
  result!: AnalysisResultDto;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T08:15:30.123Z' })
  created_at!: string;
}

/** An analysis and where this answer came from. */
export class AnalysisAnswerDto extends AnalysisDto {
  @ApiProperty({ description: 'False only when the analysis was made just now.' })
  cache_hit!: boolean;

  @ApiProperty({ enum: ['cache', 'database', 'processed'], example: 'processed' })
  source!: string;
}

/** A page of analyses, newest first. */
export class AnalysisPageDto extends PageDto {
  @ApiProperty({ type: [AnalysisDto] })
  data!: AnalysisDto[];
}

/** The wire form of an analysis. */
export function toAnalysisDto(analysis: Analysis): AnalysisDto {
  return {
    id: analysis.id,
    user_id: analysis.userId,
    project_id: analysis.projectId,
    kind: analysis.kind,
    issue_key: analysis.issueKey,
    title: analysis.title,
    analyser: analysis.analyser,
    result: toAnalysisResultDto(analysis.result),
    created_at: analysis.createdAt.toISOString(),
  };
}

/** The wire form of an answer: the analysis, and where it came from. */
export function toAnalysisAnswerDto({ analysis, source }: AnalysisAnswer): AnalysisAnswerDto {
  return { ...toAnalysisDto(analysis), cache_hit: source !== 'processed', source };
}
