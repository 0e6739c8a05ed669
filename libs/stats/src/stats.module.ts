import { Global, Module } from '@nestjs/common';
import { ActivityRepository } from './activity.repository';
import { ActivityService } from './activity.service';
import { Clock } from './clock';
import { LocalCalendar } from './local-calendar';
import { StatsRebuildRepository } from './stats-rebuild.repository';
import { StatsRebuildService } from './stats-rebuild.service';
import { ConfigurableModuleClass } from './stats.options';
import { StatsRepository } from './stats.repository';
import { StatsService } from './stats.service';

/**
 * Activities and the stats that follow from them. Global: libraries above it inject its services.
 * Needs UsersModule and the global DatabaseModule and CacheModule.
 */
@Global()
@Module({
  providers: [
    ActivityRepository,
    ActivityService,
    Clock,
    LocalCalendar,
    StatsRebuildRepository,
    StatsRebuildService,
    StatsRepository,
    StatsService,
  ],
  exports: [ActivityService, StatsRebuildService, StatsService],
})
export class StatsModule extends ConfigurableModuleClass {}
