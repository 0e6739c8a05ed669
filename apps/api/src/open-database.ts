import { Secret, type StrataConfig } from '@strata/config';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import type { SettledConfig } from './module-options';

/** The database that the service works on, and how to give it up. */
export interface OpenedDatabase {
  readonly config: SettledConfig;
  /** Where the embedded server keeps its data; undefined for a server that was configured. */
  readonly embeddedDataDir: string | undefined;
  /** Stops the embedded server, if there is one. */
  close(): Promise<void>;
}

const EMBEDDED_DATABASE = 'strata';

/**
 * The configured database, or an embedded one where none is configured.
 * @throws EmbeddedPostgresError when the embedded server cannot be started.
 */
export async function openDatabase(config: StrataConfig): Promise<OpenedDatabase> {
  const { url } = config.database;
  if (url) return configured(config, url);
  const server = await startEmbeddedPostgres({
    dataDir: config.embedded.dataDir,
    database: EMBEDDED_DATABASE,
  });
  return {
    config: settled(config, new Secret(server.connectionString)),
    embeddedDataDir: server.dataDir,
    close: () => server.stop(),
  };
}

function configured(config: StrataConfig, url: Secret): OpenedDatabase {
  return {
    config: settled(config, url),
    embeddedDataDir: undefined,
    close: () => Promise.resolve(),
  };
}

function settled(config: StrataConfig, url: Secret): SettledConfig {
  return { ...config, database: { ...config.database, url } };
}
