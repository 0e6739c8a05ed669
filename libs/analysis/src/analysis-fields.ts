import type { FieldCheck } from '@strata/errors';
import { ANALYSIS_KINDS } from './analyser/analyser';

/** Bounds of a request's fields, in UTF-16 units. */
export const ANALYSIS_LIMITS = {
  maxOwnerLength: 256,
  maxTitleLength: 1_000,
  maxContentLength: 1_048_576,
} as const;

const ISSUE_KEY = /^[A-Za-z][A-Za-z0-9_]{0,63}-\d{1,10}$/;

/** PostgreSQL cannot store it; lone surrogates are replaced instead, because text cut in mid-emoji is usual. */
const NUL = '\0';
const LONE_SURROGATE = /\p{Cs}/u;

function textProblem(value: unknown, min: number, max: number): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length < min || value.length > max) return `must have ${min} to ${max} characters`;
  return value.includes(NUL) ? 'must not contain the character NUL' : undefined;
}

/** The subject of a token: 1 to 256 characters. Lone surrogates are not replaced: it would be somebody else's. */
export const ownerProblem: FieldCheck = (value) => {
  const problem = textProblem(value, 1, ANALYSIS_LIMITS.maxOwnerLength);
  if (problem !== undefined) return problem;
  return LONE_SURROGATE.test(String(value)) ? 'must not contain half a surrogate pair' : undefined;
};

export const titleProblem: FieldCheck = (value) =>
  textProblem(value, 0, ANALYSIS_LIMITS.maxTitleLength);

/** The summary of an issue: a title that is not empty. */
export const summaryProblem: FieldCheck = (value) =>
  textProblem(value, 1, ANALYSIS_LIMITS.maxTitleLength);

export const contentProblem: FieldCheck = (value) =>
  textProblem(value, 1, ANALYSIS_LIMITS.maxContentLength);

/** The description of an issue, which may be empty because there is a summary. */
export const descriptionProblem: FieldCheck = (value) =>
  textProblem(value, 0, ANALYSIS_LIMITS.maxContentLength);

export const kindProblem: FieldCheck = (value) =>
  ANALYSIS_KINDS.some((kind) => kind === value)
    ? undefined
    : `must be one of ${ANALYSIS_KINDS.join(', ')}`;

/** A project's key, a hyphen and a number, as Jira writes it. */
export const issueKeyProblem: FieldCheck = (value) =>
  typeof value === 'string' && ISSUE_KEY.test(value)
    ? undefined
    : 'must be a project key, a hyphen and a number, such as TEST-123';
