import { AppError, type FieldError } from '@strata/errors';
import type { NewProject } from './project';
import { projectDescriptionProblem, projectNameProblem } from './project-fields';

/** A project's fields as they are stored. */
export interface ProjectFields {
  readonly userId: string;
  readonly name: string;
  readonly description: string | null;
}

/**
 * The stored fields of a new project.
 * @throws AppError VALIDATION_FAILED with every offending field.
 */
export function newProjectFields({ userId, name, description }: NewProject): ProjectFields {
  const errors = [
    ...problem('name', projectNameProblem(name)),
    ...(description === undefined
      ? []
      : problem('description', projectDescriptionProblem(description))),
  ];
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors });
  return { userId, name: name.trim(), description: description ?? null };
}

function problem(field: string, message: string | undefined): FieldError[] {
  return message === undefined ? [] : [{ field, message }];
}
