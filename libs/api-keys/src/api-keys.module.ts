import { Module } from '@nestjs/common';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeyUse } from './api-key-use';
import { ApiKeysService } from './api-keys.service';

/**
 * Keys with which machines call. Needs the global DatabaseModule and CacheModule, and UsersModule. It is not global
 * itself: then it ends before the database does, and can write when its keys were used last.
 */
@Module({
  providers: [ApiKeyRepository, ApiKeyUse, ApiKeysService],
  exports: [ApiKeyUse, ApiKeysService],
})
export class ApiKeysModule {}
