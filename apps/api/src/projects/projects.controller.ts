import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AnalysisService } from '@strata/analysis';
import { ProjectsService } from '@strata/projects';
import { AnalysisPageDto, toAnalysisDto } from '../analysis/dto/analysis.dto';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { CurrentCaller, type Caller } from '../http/caller';
import { Deadline } from '../http/deadline';
import { Idempotent } from '../http/idempotency/idempotent';
import { PageQuery, toPageDto } from '../http/pagination';
import { linked } from '../http/page-links';
import { decodeUuidCursor } from '../http/uuid-cursor';
import { UuidPipe } from '../http/uuid.pipe';
import { CreateProjectDto, ProjectDto, ProjectPageDto, toProjectDto } from './dto/project.dto';

@ApiTags('Projects')
@Access.user()
@Controller('api/projects')
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly analysis: AnalysisService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a project' })
  @ApiCreatedResponse({ type: ProjectDto })
  @ApiProblems('PROJECT_ALREADY_EXISTS')
  @Idempotent()
  async create(
    @Body() body: CreateProjectDto,
    @CurrentCaller() { subject }: Caller,
  ): Promise<ProjectDto> {
    return toProjectDto(await this.projects.create({ userId: subject, ...body }));
  }

  @Get()
  @Deadline(10)
  @ApiOperation({ summary: "List the caller's projects", description: 'Newest first.' })
  @ApiOkResponse({ type: ProjectPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentCaller() { subject }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectPageDto> {
    const page = await this.projects.list(subject, limit, decodeUuidCursor(cursor));
    return linked(toPageDto(page, toProjectDto), { limit }, reply);
  }

  @Get(':id/analyses')
  @Deadline(10)
  @ApiOperation({
    summary: "List a project's analyses",
    description: 'Newest first. Cached 60 s, and until an analysis is added.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: AnalysisPageDto })
  @ApiProblems('PROJECT_NOT_FOUND', 'INVALID_CURSOR')
  async analyses(
    @Param('id', UuidPipe) id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnalysisPageDto> {
    const project = await this.projects.getFor(caller, id);
    const page = await this.analysis.listOfProject(project, limit, decodeUuidCursor(cursor));
    return linked(toPageDto(page, toAnalysisDto), { limit }, reply);
  }
}
