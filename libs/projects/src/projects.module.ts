import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProjectEntity } from './project.entity';
import { ProjectRepository } from './project.repository';
import { ProjectsService } from './projects.service';

/**
 * Projects of an owner. Global: libraries above it inject its service. Needs the global DatabaseModule
 * and CacheModule, and UsersModule.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ProjectEntity])],
  providers: [ProjectRepository, ProjectsService],
  exports: [ProjectsService],
})
export class ProjectsModule {}
