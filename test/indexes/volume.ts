import type { Client } from 'pg';

/** How many rows. */
export interface Volume {
  readonly users: number;
  readonly projects: number;
  readonly analyses: number;
  readonly activities: number;
}

/** What the report is made on. */
export const REPORT_VOLUME: Volume = {
  users: 20_000,
  projects: 20_000,
  analyses: 200_000,
  activities: 1_000_000,
};

/** Enough for the planner to prefer an index; a handful of rows is read whole whatever there is. */
export const TEST_VOLUME: Volume = {
  users: 2_000,
  projects: 10_000,
  analyses: 20_000,
  activities: 40_000,
};

/** Words that texts are made of, the commonest first. */
const VOCABULARY = 20_000;

/** A rank from 1 to `count`: the first is chosen most, some 4 % of 20,000, and the last hardly ever. */
const skewed = (count: number): string => `(1 + floor(${String(count)} * power(random(), 3)))::int`;

/** Rank 20 is S1's test-user. */
const userId = (rank: string): string =>
  `CASE ${rank} WHEN 20 THEN 'test-user' ELSE 'user-' || ${rank} END`;

/** Half of the projects belong to the 50 busiest users, the others to everybody in turn. */
const projectOwner = (number: string, { users }: Volume): string =>
  userId(
    `(1 + CASE WHEN ${number} % 2 = 0 THEN ${number} / 2 % 50 ELSE ${number} % ${String(users)} END)`,
  );

const projectId = (number: string): string => `md5('project-' || ${number})::uuid`;

/** A word of the vocabulary by its rank: letters only, so that an analyser takes it for a word. */
export const wordOf = (rank: string): string =>
  `'q' || translate((${rank})::text, '0123456789', 'bdfgklmnpr')`;

const users = ({ users: count }: Volume): string => `
  INSERT INTO auth.users (id, email, display_name, created_at)
  SELECT ${userId('n')}, 'user-' || n || '@example.com', 'User ' || n, now() - n * interval '7 minutes'
  FROM generate_series(1, ${String(count)}) AS n`;

const settings = `
  INSERT INTO auth.user_settings (user_id, preferences)
  SELECT id, '{"theme": "dark"}' FROM auth.users WHERE random() < 0.5`;

const projects = (volume: Volume): string => `
  INSERT INTO projects.projects (id, user_id, name, created_at)
  SELECT ${projectId('n')}, ${projectOwner('n', volume)}, 'project ' || n, now() - n * interval '11 minutes'
  FROM generate_series(1, ${String(volume.projects)}) AS n`;

/** A fifth belong to a project, of its owner. */
const analyses = (volume: Volume, analyser: string): string => `
  INSERT INTO production.analysis_sessions
    (user_id, project_id, kind, title, content, content_hash, analyser, result, embedding, created_at)
  SELECT CASE WHEN in_project THEN ${projectOwner('project', volume)} ELSE ${userId('owner')} END,
    CASE WHEN in_project THEN ${projectId('project')} END, 'issue', 'Issue ' || n,
    repeat('Steps to reproduce. ', 20), encode(sha256(n::text::bytea), 'hex'), '${analyser}',
    jsonb_build_object('keywords', keywords, 'phrases', '[]'::jsonb, 'names', null, 'duplicates', '[]'::jsonb,
      'language', jsonb_build_object('code', 'en', 'confidence', 0.9)),
    array_fill(0.051::real, ARRAY[384]), now() - n * interval '1 minute'
  FROM (
    SELECT n, random() < 0.2 AS in_project, ${skewed(volume.users)} AS owner,
      ${skewed(volume.projects)} AS project,
      (SELECT jsonb_agg(${wordOf(skewed(VOCABULARY))}) FROM generate_series(1, 10) WHERE n > 0) AS keywords
    FROM generate_series(1, ${String(volume.analyses)}) AS n OFFSET 0
  ) AS drawn`;

const requests = `
  INSERT INTO production.analysis_requests
    (user_id, idempotency_key, request_hash, session_id, source, created_at)
  SELECT user_id, 'key-' || content_hash, content_hash, id, 'processed', created_at
  FROM production.analysis_sessions WHERE random() < 0.5`;

/** Of requests whose processes were killed. */
const claims = `
  INSERT INTO production.analysis_claims (user_id, idempotency_key, claimed_until)
  SELECT 'user-' || n % 500, 'key-' || n, now() FROM generate_series(1, 5000) AS n`;

const activities = (volume: Volume): string => `
  INSERT INTO production.activities
    (user_id, event_id, type, occurred_at, duration_seconds, points, local_date, time_zone)
  SELECT ${userId('rank')}, 'event-' || n, 'lesson', at, 600, 20, at::date, 'UTC'
  FROM (
    SELECT n, ${skewed(volume.users)} AS rank, now() - random() * interval '700 days' AS at
    FROM generate_series(1, ${String(volume.activities)}) AS n OFFSET 0
  ) AS drawn`;

const dailyStats = `
  INSERT INTO production.daily_stats (user_id, local_date, time_zone, activity_count, duration_seconds, points)
  SELECT user_id, local_date, 'UTC', count(*), sum(duration_seconds), sum(points)
  FROM production.activities GROUP BY user_id, local_date`;

const idempotent = `
  INSERT INTO production.idempotent_requests
    (caller, idempotency_key, about_user, request_hash, status, body, created_at)
  SELECT 'user-' || n % 500, 'key-' || n, CASE WHEN n % 10 = 7 THEN 'user-' || (n + 1) % 500 END,
    encode(sha256(n::text::bytea), 'hex'), 201, '{}', now() - n * interval '4 minutes'
  FROM generate_series(1, 5000) AS n`;

/** What waits while Redis is away. */
const invalidations = `
  INSERT INTO public.cache_invalidations (namespace, names)
  SELECT 'strata', '{"k":["users:profile:user-' || n || '"]}' FROM generate_series(1, 5000) AS n`;

/** One for each user, unlike any real one; one in ten was revoked. */
const apiKeys = (volume: Volume): string => `
  INSERT INTO auth.api_keys (key_hash, hint, name, subject, scopes, created_by, created_at, revoked_at)
  SELECT sha256(('key-' || n)::bytea), 'strata_', 'key ' || n, ${userId('n')}, '{read}', 'root',
    now() - n * interval '5 minutes', CASE WHEN n % 10 = 0 THEN now() END
  FROM generate_series(1, ${String(volume.users)}) AS n`;

/** Of some years, by 20 admins, most of it about users. */
const auditLog = ({ analyses: count }: Volume): string => `
  INSERT INTO public.audit_log (created_at, actor, action, target, outcome, request_id)
  SELECT now() - n * interval '1 hour', 'admin-' || n % 20,
    CASE WHEN n % 50 = 0 THEN 'cache_invalidate' ELSE 'user_update' END, 'user-' || n, 'done', 'request-' || n
  FROM generate_series(1, ${String(count)}) AS n`;

/** Fills an empty, migrated database, the same way every time. `analyser` is the name that analyses carry. */
export async function fill(client: Client, volume: Volume, analyser: string): Promise<void> {
  await client.query('SELECT setseed(0.42)');
  for (const sql of [
    users(volume),
    settings,
    projects(volume),
    analyses(volume, analyser),
    requests,
    claims,
    activities(volume),
    dailyStats,
    idempotent,
    invalidations,
    apiKeys(volume),
    auditLog(volume),
  ]) {
    await client.query(sql);
  }
  // It also puts in order what INSERT leaves in the pending list of a GIN index.
  await client.query('VACUUM ANALYZE');
}

/** By table, a statement that writes 1,000 rows more, in the manner of those that are there. */
export const WRITES: Readonly<Record<string, string>> = {
  'auth.users': `INSERT INTO auth.users (id, email, display_name)
    SELECT 'new-' || n, 'new-' || n || '@example.com', 'x' FROM generate_series(1, 1000) AS n`,
  'auth.user_settings': `INSERT INTO auth.user_settings (user_id)
    SELECT id FROM auth.users WHERE NOT EXISTS (
      SELECT FROM auth.user_settings WHERE user_id = id) LIMIT 1000`,
  'projects.projects': `INSERT INTO projects.projects (user_id, name)
    SELECT 'user-' || n, 'new' FROM generate_series(1, 1000) AS n`,
  'production.analysis_sessions': `INSERT INTO production.analysis_sessions
      (user_id, project_id, kind, content, content_hash, analyser, result, embedding)
    SELECT user_id, project_id, kind, content, encode(sha256(('new' || content_hash)::bytea), 'hex'),
      analyser, result, embedding
    FROM production.analysis_sessions LIMIT 1000`,
  'production.analysis_requests': `INSERT INTO production.analysis_requests
      (user_id, idempotency_key, request_hash, session_id, source)
    SELECT user_id, 'new-' || id, 'x', id, 'cache' FROM production.analysis_sessions LIMIT 1000`,
  'production.analysis_claims': `INSERT INTO production.analysis_claims
      (user_id, idempotency_key, claimed_until)
    SELECT 'user-' || n, 'new', now() FROM generate_series(1, 1000) AS n`,
  'production.idempotent_requests': `INSERT INTO production.idempotent_requests
      (caller, idempotency_key, request_hash, status, body)
    SELECT 'user-' || n, 'new', repeat('0', 64), 201, '{}' FROM generate_series(1, 1000) AS n`,
  'production.activities': `INSERT INTO production.activities
      (user_id, event_id, type, occurred_at, local_date, time_zone)
    SELECT id, 'new', 'lesson', now(), current_date, 'UTC' FROM auth.users LIMIT 1000`,
  'production.daily_stats': `INSERT INTO production.daily_stats
      (user_id, local_date, time_zone, activity_count, duration_seconds, points)
    SELECT id, current_date + 1, 'UTC', 1, 1, 1 FROM auth.users LIMIT 1000`,
  'public.cache_invalidations': `INSERT INTO public.cache_invalidations (namespace, names)
    SELECT 'strata', '{"k":["new"]}' FROM generate_series(1, 1000)`,
  'auth.api_keys': `INSERT INTO auth.api_keys (key_hash, hint, name, subject, scopes, created_by)
    SELECT sha256(('new-' || n)::bytea), 'strata_', 'new', 'user-' || n, '{read}', 'root'
    FROM generate_series(1, 1000) AS n`,
  'public.audit_log': `INSERT INTO public.audit_log (actor, action, target, outcome)
    SELECT 'root', 'user_update', 'user-' || n, 'done' FROM generate_series(1, 1000) AS n`,
};
