import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProfileWarmer } from './profile-warmer';
import { UserDeletionHooks } from './user-deletion-hooks';
import { UserSettingsRepository } from './user-settings.repository';
import { UserSettingsService } from './user-settings.service';
import { UserEntity } from './user.entity';
import { UserRepository } from './user.repository';
import { ConfigurableModuleClass } from './users.options';
import { UsersService } from './users.service';

/**
 * User profiles and settings. Global: libraries above it inject its services. Needs the global
 * DatabaseModule and CacheModule.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([UserEntity])],
  providers: [
    ProfileWarmer,
    UserDeletionHooks,
    UserRepository,
    UserSettingsRepository,
    UserSettingsService,
    UsersService,
  ],
  exports: [UserDeletionHooks, UserSettingsService, UsersService],
})
export class UsersModule extends ConfigurableModuleClass {}
