import { join, resolve } from 'node:path';

/** Root of the checkout. */
export const ROOT = resolve(__dirname, '../..');

/** The peers and their own node_modules. */
export const PEERS = join(ROOT, 'test/bench/peers');

/** The built API and its migrate command. */
export const API_ENTRY = join(ROOT, 'dist/apps/api/src/main.js');
export const MIGRATE_ENTRY = join(ROOT, 'dist/apps/cli/src/migrate.js');
