export { PREFERENCES_LIMITS, preferencesProblem, type Preferences } from './preferences';
export { userCache } from './user-cache-keys';
export { UserDeletionHooks, type UserDeletionHook } from './user-deletion-hooks';
export {
  displayNameProblem,
  emailProblem,
  localeProblem,
  timeZoneProblem,
  userIdProblem,
} from './user-fields';
export type { NewUser, UserChanges, UserProfile } from './user-profile';
export type { UserSettings } from './user-settings.repository';
export { UserSettingsService } from './user-settings.service';
export { UsersModule } from './users.module';
export type { UsersOptions } from './users.options';
export { UsersService } from './users.service';
