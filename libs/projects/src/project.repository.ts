import { Injectable } from '@nestjs/common';
import {
  Database,
  ObservedRepository,
  isUniqueViolation,
  type PagePosition,
} from '@strata/database';
import { AppError } from '@strata/errors';
import type { Project } from './project';
import type { ProjectFields } from './project-input';
import { ProjectEntity } from './project.entity';

/** The columns under the names of {@link Project}, so that a row is a project as it stands. */
const PROJECT = `id, user_id AS "userId", name, description, created_at AS "createdAt"`;

const FIND = `SELECT ${PROJECT} FROM projects.projects WHERE id = $1`;
const FIRST_PAGE = `SELECT ${PROJECT} FROM projects.projects WHERE user_id = $1
  ORDER BY created_at DESC, id DESC LIMIT $2`;
const PAGE_AFTER = `SELECT ${PROJECT} FROM projects.projects
  WHERE user_id = $1 AND (created_at, id) < ($3, $4)
  ORDER BY created_at DESC, id DESC LIMIT $2`;

/** Projects in projects.projects. */
@ObservedRepository()
@Injectable()
export class ProjectRepository {
  constructor(private readonly database: Database) {}

  /** From the primary: it decides who may see what belongs to the project. */
  async find(id: string): Promise<Project | undefined> {
    const rows = await this.database.write((m) => m.query<Project[]>(FIND, [id]));
    return rows[0];
  }

  /** An owner's projects, newest first; may come from a replica. */
  async list(userId: string, limit: number, after?: PagePosition): Promise<Project[]> {
    return this.database.read((m) =>
      after
        ? m.query<Project[]>(PAGE_AFTER, [userId, limit, after.createdAt, after.id])
        : m.query<Project[]>(FIRST_PAGE, [userId, limit]),
    );
  }

  /** @throws AppError PROJECT_ALREADY_EXISTS. */
  async insert(fields: ProjectFields): Promise<Project> {
    return this.database.write(async (m) => {
      const project = m.create(ProjectEntity, fields);
      await m.insert(ProjectEntity, project).catch(rethrowConflict);
      return { ...project };
    });
  }

  async deleteOf(userId: string): Promise<void> {
    await this.database.write((m) => m.delete(ProjectEntity, { userId }));
  }
}

function rethrowConflict(error: unknown): never {
  if (isUniqueViolation(error, 'projects_user_id_name_key')) {
    throw new AppError('PROJECT_ALREADY_EXISTS', { cause: error });
  }
  throw error;
}
