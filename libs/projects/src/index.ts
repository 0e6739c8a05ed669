export type { NewProject, Project, ProjectReader } from './project';
export {
  PROJECT_LIMITS,
  projectDescriptionProblem,
  projectIdProblem,
  projectNameProblem,
} from './project-fields';
export { ProjectsModule } from './projects.module';
export { ProjectsService } from './projects.service';
