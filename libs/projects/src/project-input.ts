import { ifGiven, refuseProblems } from '@strata/errors';
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
  refuseProblems({
    name: projectNameProblem(name),
    description: ifGiven(description, projectDescriptionProblem),
  });
  return { userId, name: name.trim(), description: description ?? null };
}
