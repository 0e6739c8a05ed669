export type { Activity, NewActivity } from './activity';
export {
  ACTIVITY_LIMITS,
  activityTypeProblem,
  durationProblem,
  eventIdProblem,
  occurredAtProblem,
  pointsProblem,
} from './activity-fields';
export { ActivityService, type RecordedActivity } from './activity.service';
export { Clock } from './clock';
export type { ActivityTotals, DailyStats } from './daily-stats';
export { localDateProblem } from './local-date-field';
export { statsCache } from './stats-cache-keys';
export type { DayDifference } from './stats-rebuild.repository';
export { StatsRebuildService } from './stats-rebuild.service';
export type { PeriodTotals, StatsSummary } from './stats-summary';
export { StatsModule } from './stats.module';
export type { StatsOptions } from './stats.options';
export { StatsService } from './stats.service';
export type { DailyRow } from './stats.repository';
