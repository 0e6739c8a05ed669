import { Module } from '@nestjs/common';
import { AnalysisRequestsRepository } from './analysis-requests.repository';
import { ConfigurableModuleClass } from './analysis.options';
import { AnalysisRepository } from './analysis.repository';
import { AnalysisService } from './analysis.service';
import { AnalysisProcessor } from './processor';

/**
 * Analyses. Needs UsersModule and ProjectsModule, and the global DatabaseModule and CacheModule.
 */
@Module({
  providers: [AnalysisRepository, AnalysisRequestsRepository, AnalysisProcessor, AnalysisService],
  exports: [AnalysisService],
})
export class AnalysisModule extends ConfigurableModuleClass {}
