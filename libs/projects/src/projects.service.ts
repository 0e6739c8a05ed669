import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { pageOf, UnitOfWork, type Page, type PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import { UserDeletionHooks } from '@strata/users';
import { fromCachedProject, toCachedProject, type CachedProject } from './cached-project';
import type { NewProject, Project, ProjectReader } from './project';
import { projectCache } from './project-cache-keys';
import { projectIdProblem } from './project-fields';
import { newProjectFields } from './project-input';
import { ProjectRepository } from './project.repository';

/** How long a project, and a page of an owner's, may stay in the cache. */
const PROJECT_TTL_SECONDS = 3_600;
const PAGE_TTL_SECONDS = 60;

/** Projects, answered from the cache first. */
@Injectable()
export class ProjectsService implements OnModuleInit {
  constructor(
    private readonly repository: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly cache: CacheService,
    private readonly deletionHooks: UserDeletionHooks,
  ) {}

  onModuleInit(): void {
    this.deletionHooks.register('projects', (userId) => this.#deleteOf(userId));
  }

  /** @throws AppError VALIDATION_FAILED, PROJECT_ALREADY_EXISTS. */
  async create(input: NewProject): Promise<Project> {
    const fields = newProjectFields(input);
    // The invalidation is kept with the project: it outlives this process.
    return this.unitOfWork.transaction(async () => {
      await this.cache.invalidate({ tags: [projectCache.pagesTag(fields.userId)] });
      return this.repository.insert(fields);
    });
  }

  /**
   * A project of one owner.
   * @throws AppError PROJECT_NOT_FOUND also when it is somebody else's: the two cannot be told apart.
   */
  async getForOwner(userId: string, id: string): Promise<Project> {
    return this.getFor({ subject: userId, isAdmin: false }, id);
  }

  /**
   * A project that `reader` may see: one of its own, or for an admin anybody's.
   * @throws AppError PROJECT_NOT_FOUND.
   */
  async getFor({ subject, isAdmin }: ProjectReader, id: string): Promise<Project> {
    const project = await this.#get(id);
    if (!isAdmin && project.userId !== subject) throw new AppError('PROJECT_NOT_FOUND');
    return project;
  }

  /** An owner's projects, newest first. */
  async list(userId: string, limit: number, after?: PagePosition): Promise<Page<Project>> {
    if (after && projectIdProblem(after.id)) throw new AppError('INVALID_CURSOR');
    const tags = [projectCache.pagesTag(userId), projectCache.ownerTag(userId)];
    const cached = await this.cache.getOrSet<readonly CachedProject[]>(
      projectCache.page(userId, limit, after),
      async () => (await this.repository.list(userId, limit + 1, after)).map(toCachedProject),
      { ttlSeconds: PAGE_TTL_SECONDS, tags },
    );
    return pageOf(cached.map(fromCachedProject), limit);
  }

  /** Removes an owner's projects, in the unit of work that deletes the owner. */
  async #deleteOf(userId: string): Promise<void> {
    await this.cache.invalidate({ tags: [projectCache.ownerTag(userId)] });
    await this.repository.deleteOf(userId);
  }

  /** Whoever owns it. Absence is not cached. */
  async #get(id: string): Promise<Project> {
    if (projectIdProblem(id)) throw new AppError('PROJECT_NOT_FOUND');
    const cached = await this.cache.getOrSet<CachedProject>(
      projectCache.project(id.toLowerCase()),
      async () => toCachedProject(found(await this.repository.find(id))),
      { ttlSeconds: PROJECT_TTL_SECONDS, tags: ({ userId }) => [projectCache.ownerTag(userId)] },
    );
    return fromCachedProject(cached);
  }
}

function found(project: Project | undefined): Project {
  if (!project) throw new AppError('PROJECT_NOT_FOUND');
  return project;
}
