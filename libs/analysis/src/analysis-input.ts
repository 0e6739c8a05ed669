import { ifGiven, refuseProblems } from '@strata/errors';
import type { AnalysisRequest } from './analysis';
import {
  contentProblem,
  descriptionProblem,
  issueKeyProblem,
  kindProblem,
  ownerProblem,
  titleProblem,
} from './analysis-fields';
import { toWellFormed } from './text/prepare-text';

/**
 * A request as it is hashed, analysed and stored: checked, and without lone surrogates.
 * @throws AppError VALIDATION_FAILED with every offending field, by its name in `POST /api/analysis`.
 */
export function validRequest(request: AnalysisRequest): AnalysisRequest {
  const { userId, kind, title, content, issueKey } = request;
  refuseProblems({
    user_id: ownerProblem(userId),
    kind: kindProblem(kind),
    title: ifGiven(title, titleProblem),
    // An issue may consist of its title alone.
    content: title ? descriptionProblem(content) : contentProblem(content),
    issue_key: ifGiven(issueKey, issueKeyProblem),
  });
  return {
    ...request,
    title: title === undefined ? undefined : toWellFormed(title),
    content: toWellFormed(content),
    projectId: request.projectId?.toLowerCase(),
  };
}
