import { loadConfig } from '../../api/src/app.config';
import { migratorOf } from '../../api/src/module-options';
import { openDatabase } from '../../api/src/open-database';
import {
  MIGRATE_USAGE,
  parseMigrateRequest,
  runMigrate,
  type MigrateRequest,
} from './migrate-command';

async function main(): Promise<number> {
  const request = parseMigrateRequest(process.argv.slice(2));
  if (request === undefined) {
    console.error(MIGRATE_USAGE);
    return 2;
  }
  await migrate(request);
  return 0;
}

/** On the configured database; in development without one, on the embedded one. */
async function migrate(request: MigrateRequest): Promise<void> {
  const { config, warnings } = loadConfig({ servesRequests: false });
  for (const warning of warnings) console.error(warning);
  const database = await openDatabase(config);
  try {
    const migrator = await migratorOf(database.config, (message) => console.error(message));
    for (const line of await runMigrate(request, migrator)) console.log(line);
  } finally {
    await database.close();
  }
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
