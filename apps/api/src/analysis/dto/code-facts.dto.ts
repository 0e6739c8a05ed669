import { ApiProperty } from '@nestjs/swagger';
import type { StoredResult } from '@strata/analysis';

class CodeLanguageDto {
  @ApiProperty({ example: 'typescript' })
  name!: string;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.9 })
  confidence!: number;
}

class LineCountsDto {
  @ApiProperty({ example: 12 })
  total!: number;

  @ApiProperty({ example: 9 })
  code!: number;

  @ApiProperty({ example: 2 })
  comment!: number;

  @ApiProperty({ example: 1 })
  blank!: number;

  @ApiProperty({ description: 'Longer than 120 characters.', example: 0 })
  long!: number;
}

class MarkerDto {
  @ApiProperty({ example: 'FIXME' })
  marker!: string;

  @ApiProperty({ example: 3 })
  line!: number;

  @ApiProperty({ example: 'handle the empty list' })
  note!: string;
}

class RiskDto {
  @ApiProperty({ example: 'dynamic-evaluation' })
  rule!: string;

  @ApiProperty({ enum: ['high', 'medium', 'low'], example: 'high' })
  severity!: string;

  @ApiProperty({ example: 7 })
  line!: number;

  @ApiProperty({ example: 'Code made from a string runs with all rights of the program.' })
  message!: string;
}

/** What can be said of source code without compiling it. */
export class CodeFactsDto {
  @ApiProperty({ type: CodeLanguageDto })
  programming_language!: CodeLanguageDto;

  @ApiProperty({ type: LineCountsDto })
  lines!: LineCountsDto;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.18 })
  comment_ratio!: number;

  @ApiProperty({ description: 'Decisions + 1, an estimate by keywords.', example: 4 })
  cyclomatic_complexity!: number;

  @ApiProperty({ example: 3 })
  max_nesting!: number;

  @ApiProperty({ type: [Number], example: [] })
  long_lines!: readonly number[];

  @ApiProperty({ type: [MarkerDto] })
  markers!: MarkerDto[];

  @ApiProperty({ type: [RiskDto] })
  risks!: RiskDto[];
}

export function toCodeFactsDto(facts: NonNullable<StoredResult['code']>): CodeFactsDto {
  const { programmingLanguage, lines } = facts;
  return {
    programming_language: {
      name: programmingLanguage.name,
      confidence: programmingLanguage.confidence,
    },
    lines: {
      total: lines.total,
      code: lines.code,
      comment: lines.comment,
      blank: lines.blank,
      long: lines.long,
    },
    comment_ratio: facts.commentRatio,
    cyclomatic_complexity: facts.cyclomaticComplexity,
    max_nesting: facts.maxNesting,
    long_lines: facts.longLines,
    markers: facts.markers.map(({ marker, line, note }) => ({ marker, line, note })),
    risks: facts.risks.map(({ rule, severity, line, message }) => ({
      rule,
      severity,
      line,
      message,
    })),
  };
}
