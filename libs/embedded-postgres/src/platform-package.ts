import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { systemCode } from './system-error';

const SUPPORTED = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/** Name of the npm package with the binaries for a platform. Throws EMBEDDED_PLATFORM_UNSUPPORTED. */
export function packageName(platform: string, arch: string): string {
  const target = `${platform}-${arch}`;
  if (SUPPORTED.has(target)) return `@embedded-postgres/${target}`;
  throw new EmbeddedPostgresError(
    'EMBEDDED_PLATFORM_UNSUPPORTED',
    `There is no embedded PostgreSQL for ${target}. Set DATABASE_URL to a PostgreSQL server of your own.`,
  );
}

/** The package's folder with `bin`, `lib` and `share`. Throws EMBEDDED_BINARIES_MISSING. */
export function packagedBinaries(): string {
  const name = packageName(process.platform, process.arch);
  try {
    return join(require.resolve(name), '..', '..', 'native');
  } catch (error) {
    if (systemCode(error) !== 'MODULE_NOT_FOUND') throw error;
    throw new EmbeddedPostgresError(
      'EMBEDDED_BINARIES_MISSING',
      `The package ${name} is not installed. Run npm ci without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}
