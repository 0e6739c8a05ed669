export { EmbeddedPostgres } from './embedded-postgres';
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error';
export type { EmbeddedPostgresOptions, ReplicaOptions, ServerSettings } from './options';
export type { EmbeddedReplica } from './replica';
export { freePort } from './free-port';
export { startEmbeddedPostgres } from './start';
