import { AppError, type FieldError } from '@strata/errors';
import type { AnalysisRequest } from './analysis';
import {
  contentProblem,
  descriptionProblem,
  issueKeyProblem,
  kindProblem,
  ownerProblem,
  titleProblem,
  type FieldCheck,
} from './analysis-fields';
import { toWellFormed } from './text/prepare-text';

/**
 * A request as it is hashed, analysed and stored: checked, and without lone surrogates.
 * @throws AppError VALIDATION_FAILED with every offending field, by its name in `POST /api/analysis`.
 */
export function validRequest(request: AnalysisRequest): AnalysisRequest {
  const { userId, kind, title, content, issueKey } = request;
  const errors = [
    ...problem('user_id', userId, ownerProblem),
    ...problem('kind', kind, kindProblem),
    ...(title === undefined ? [] : problem('title', title, titleProblem)),
    // An issue may consist of its title alone.
    ...problem('content', content, title ? descriptionProblem : contentProblem),
    ...(issueKey === undefined ? [] : problem('issue_key', issueKey, issueKeyProblem)),
  ];
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors });
  return {
    ...request,
    title: title === undefined ? undefined : toWellFormed(title),
    content: toWellFormed(content),
    projectId: request.projectId?.toLowerCase(),
  };
}

function problem(field: string, value: unknown, check: FieldCheck): FieldError[] {
  const message = check(value);
  return message === undefined ? [] : [{ field, message }];
}
