import { ConfigurableModuleBuilder } from '@nestjs/common';

/** How the projects module behaves. */
export interface ProjectsOptions {
  /** How long a project may stay in the cache, in seconds. Default 3600. */
  readonly projectTtlSeconds?: number;
  /** How long a page of projects may stay in the cache, in seconds. Default 60. */
  readonly listTtlSeconds?: number;
}

export const DEFAULT_PROJECT_TTL_SECONDS = 3600;
export const DEFAULT_LIST_TTL_SECONDS = 60;

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: PROJECTS_OPTIONS } =
  new ConfigurableModuleBuilder<ProjectsOptions>({ moduleName: 'Projects' })
    .setClassMethodName('forRoot')
    .build();
