import { ApiProperty } from '@nestjs/swagger';
import type { StoredResult } from '@strata/analysis';

class EvidenceDto {
  @ApiProperty({ example: 'bug-crash' })
  rule!: string;

  @ApiProperty({ description: 'The words or the feature of the text.', example: 'crashes' })
  matched!: string;

  @ApiProperty({ enum: ['title', 'content'], example: 'title' })
  found_in!: string;

  @ApiProperty({ example: 4.5 })
  weight!: number;
}

class AlternativeDto {
  @ApiProperty({ example: 'task' })
  value!: string;

  @ApiProperty({ example: 2 })
  points!: number;
}

/** A suggested value with what led to it. */
export class SuggestionDto {
  @ApiProperty({ example: 'bug' })
  value!: string;

  @ApiProperty({ description: '0 when nothing speaks for any value.', example: 0.69 })
  confidence!: number;

  @ApiProperty({ type: [EvidenceDto] })
  evidence!: EvidenceDto[];

  @ApiProperty({ type: [AlternativeDto] })
  alternatives!: AlternativeDto[];
}

export function toSuggestionDto(
  suggestion: StoredResult['issueType'] | StoredResult['priority'],
): SuggestionDto {
  return {
    value: suggestion.value,
    confidence: suggestion.confidence,
    evidence: suggestion.evidence.map(({ rule, matched, foundIn, weight }) => ({
      rule,
      matched,
      found_in: foundIn,
      weight,
    })),
    alternatives: suggestion.alternatives.map(({ value, points }) => ({ value, points })),
  };
}
