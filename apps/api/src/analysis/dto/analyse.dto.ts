import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ANALYSIS_KINDS,
  ANALYSIS_LIMITS,
  contentProblem,
  descriptionProblem,
  issueKeyProblem,
  kindProblem,
  ownerProblem,
  summaryProblem,
  titleProblem,
  type AnalysisKind,
} from '@strata/analysis';
import { projectIdProblem } from '@strata/projects';
import { Checked, CheckedIfGiven } from '../../users/dto/field-check';

const { maxOwnerLength, maxTitleLength, maxContentLength } = ANALYSIS_LIMITS;

/** Body of `POST /api/analysis`. */
export class AnalyseDto {
  @ApiPropertyOptional({
    description: "The owner. Default: the token's subject; another one needs the admin role.",
    minLength: 1,
    maxLength: maxOwnerLength,
  })
  @CheckedIfGiven(ownerProblem)
  user_id?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A project of the same owner.' })
  @CheckedIfGiven(projectIdProblem)
  project_id?: string;

  @ApiProperty({ enum: ANALYSIS_KINDS, example: 'issue' })
  @Checked(kindProblem)
  kind!: AnalysisKind;

  @ApiPropertyOptional({
    description: "A heading, an issue's summary, or a file's name.",
    maxLength: maxTitleLength,
    example: 'Login page crashes',
  })
  @CheckedIfGiven(titleProblem)
  title?: string;

  @ApiProperty({
    description: 'The text; its first 32,768 characters are looked at.',
    minLength: 1,
    maxLength: maxContentLength,
    example: 'Steps to reproduce: open the login page and press Enter. It crashes every time.',
  })
  @Checked(contentProblem)
  content!: string;
}

/** Bodies to try `POST /api/analysis` with, one a kind. */
export const ANALYSE_EXAMPLES: Record<AnalysisKind, { value: AnalyseDto }> = {
  issue: {
    value: {
      kind: 'issue',
      title: 'Login page crashes',
      content: 'Steps to reproduce: open the login page and press Enter. It crashes every time.',
    },
  },
  text: {
    value: { kind: 'text', content: 'The new release is wonderful. Support answered at once.' },
  },
  code: {
    value: {
      kind: 'code',
      title: 'total.js',
      content:
        '// FIXME: an empty list\nfunction total(list) {\n  return eval(list.join("+"));\n}\n',
    },
  },
};

/** Body of `POST /jira/analyze`. */
export class AnalyseIssueDto {
  @ApiProperty({ description: "A project's key, a hyphen and a number.", example: 'TEST-123' })
  @Checked(issueKeyProblem)
  issue_key!: string;

  @ApiProperty({ minLength: 1, maxLength: maxTitleLength, example: 'Test issue' })
  @Checked(summaryProblem)
  summary!: string;

  @ApiPropertyOptional({
    maxLength: maxContentLength,
    example: 'The login page crashes when Enter is pressed.',
  })
  @CheckedIfGiven(descriptionProblem)
  description?: string;
}
