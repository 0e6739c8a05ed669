import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { analysisCache, AnalysisService } from '@strata/analysis';
import { HttpCache } from '@strata/cache';
import { AppError } from '@strata/errors';
import { AuditLog } from '../admin/audit-log';
import { Access } from '../http/access';
import { ApiProblems } from '../http/api-problems';
import { CurrentCaller, type Caller } from '../http/caller';
import { Deadline } from '../http/deadline';
import { ApiIdempotencyKey, IdempotencyKey } from '../http/idempotency/idempotency-key';
import { PageQuery, toPageDto } from '../http/pagination';
import { CountsAsAnalysis } from '../http/rate-limit/route-class';
import { linked } from '../http/page-links';
import { SubjectPipe } from '../http/subject.pipe';
import { decodeUuidCursor } from '../http/uuid-cursor';
import { UuidPipe } from '../http/uuid.pipe';
import { ANALYSE_EXAMPLES, AnalyseDto, AnalyseIssueDto } from './dto/analyse.dto';
import {
  AnalysisAnswerDto,
  AnalysisDto,
  AnalysisPageDto,
  toAnalysisAnswerDto,
  toAnalysisDto,
} from './dto/analysis.dto';

const ANALYSIS_TTL_SECONDS = 300;
const LIST_TTL_SECONDS = 60;

@ApiTags('Analysis')
@Controller()
export class AnalysisController {
  constructor(
    private readonly analysis: AnalysisService,
    private readonly audit: AuditLog,
  ) {}

  @Post('api/analysis')
  @Access.user()
  @CountsAsAnalysis()
  @ApiOperation({
    summary: 'Analyse a text, an issue or source code',
    description: 'Answered from the cache, else from the database, else made and stored.',
  })
  @ApiIdempotencyKey()
  @ApiBody({ type: AnalyseDto, examples: ANALYSE_EXAMPLES })
  @ApiCreatedResponse({ type: AnalysisAnswerDto, description: 'Made just now.' })
  @ApiOkResponse({ type: AnalysisAnswerDto, description: 'Made before.' })
  @ApiProblems('PROJECT_NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_USE')
  async analyse(
    @Body() body: AnalyseDto,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnalysisAnswerDto> {
    const userId = ownerOf(body, caller);
    const { kind, title, content, project_id: projectId } = body;
    const request = { userId, kind, title, content, projectId };
    const analyse = () => this.analysis.analyse(request, idempotencyKey);
    const answer = await this.audit.noteOf(caller, userId, 'analysis_create', analyse);
    void reply.status(answer.source === 'processed' ? 201 : 200);
    return toAnalysisAnswerDto(answer);
  }

  @Post('jira/analyze')
  @HttpCode(200)
  @Access.user()
  @CountsAsAnalysis()
  @ApiOperation({
    summary: 'Analyse a Jira issue',
    description: 'As POST /api/analysis does, which succeeds it.',
    deprecated: true,
  })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: AnalysisAnswerDto })
  @ApiProblems('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_USE')
  async analyseIssue(
    @Body() { issue_key: issueKey, summary: title, description: content = '' }: AnalyseIssueDto,
    @CurrentCaller() { subject: userId }: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<AnalysisAnswerDto> {
    const request = { userId, kind: 'issue' as const, issueKey, title, content };
    return toAnalysisAnswerDto(await this.analysis.analyse(request, idempotencyKey));
  }

  @Get('api/analysis/:id')
  @Deadline(10)
  @Access.user()
  @HttpCache({
    scope: 'user',
    ttlSeconds: ANALYSIS_TTL_SECONDS,
    answerTags: ({ user_id }: AnalysisDto) => [analysisCache.ownerTag(user_id)],
  })
  @ApiOperation({ summary: 'Read an analysis', description: 'Cached 5 minutes.' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: AnalysisDto })
  @ApiProblems('ANALYSIS_NOT_FOUND')
  async get(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<AnalysisDto> {
    return toAnalysisDto(await this.analysis.getFor(caller, id));
  }

  @Get('api/user/:userId/analyses')
  @Deadline(10)
  @Access.self('userId')
  @HttpCache({
    scope: 'user',
    ttlSeconds: LIST_TTL_SECONDS,
    query: ['limit', 'cursor'],
    tags: ({ params }) => [analysisCache.userListTag(params.userId ?? '')],
  })
  @ApiOperation({
    summary: "List a user's analyses",
    description: 'Newest first. Cached 60 s, and until the user adds an analysis.',
  })
  @ApiParam({ name: 'userId', example: '5971333382399' })
  @ApiOkResponse({ type: AnalysisPageDto })
  @ApiProblems('INVALID_CURSOR')
  async listOfUser(
    @Param('userId', SubjectPipe) userId: string,
    @Query() { limit, cursor }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnalysisPageDto> {
    const page = await this.analysis.listOfUser(userId, limit, decodeUuidCursor(cursor));
    return linked(toPageDto(page, toAnalysisDto), { limit }, reply);
  }
}

function ownerOf({ user_id: userId }: AnalyseDto, caller: Caller): string {
  if (userId === undefined || userId === caller.subject || caller.isAdmin) {
    return userId ?? caller.subject;
  }
  throw new AppError('FORBIDDEN', {
    detail: `Without the admin role, "user_id" must be the token's subject or be left out.`,
  });
}
