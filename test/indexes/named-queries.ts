import type { Client } from 'pg';
import type { Product, Statement } from './product';
import { wordOf } from './volume';

/** What finds its rows by an index: a call of the product's services, or what the server runs on its behalf. */
export interface NamedQuery {
  readonly name: string;
  /** `schema.name` of the index that it needs. */
  readonly index: string;
  /**
   * How it needs it. `read`: to find rows; `rule`: to be refused with a conflict, which the caller is told.
   */
  readonly need: 'read' | 'rule';
  /** What the call sends to the server. */
  readonly statements: (product: Product, rows: SampleRows) => Promise<readonly Statement[]>;
}

/** Rows that the calls are about. */
export interface SampleRows {
  readonly analysisId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly projectOwner: string;
  readonly eventId: string;
  readonly userCreatedAt: Date;
  readonly apiKeyId: string;
  readonly auditedAt: Date;
  /** What a text is about that shares little with others. */
  readonly rareWords: string;
}

/** The busiest but seven of the users, with a profile, projects, analyses and activities. */
const USER = 'user-8';

/** Well formed, and nobody's. */
const UNKNOWN_API_KEY = `strata_${'A'.repeat(43)}DCtZhg`;

/** One of the many with little to delete. */
const OTHER_USER = 'user-500';

const SAMPLE = `
  SELECT s.id AS "analysisId", p.id AS "projectId", p.name AS "projectName", p.user_id AS "projectOwner",
    u.created_at AS "userCreatedAt",
    (SELECT id FROM auth.api_keys WHERE subject = u.id) AS "apiKeyId",
    (SELECT created_at FROM public.audit_log ORDER BY id LIMIT 1 OFFSET 1000) AS "auditedAt",
    (SELECT event_id FROM production.activities WHERE user_id = u.id LIMIT 1) AS "eventId",
    (SELECT string_agg(${wordOf('rank')}, ' ') FROM generate_series(8000, 19000, 1000) AS rank)
      AS "rareWords"
  FROM auth.users u
  CROSS JOIN LATERAL (SELECT * FROM projects.projects WHERE user_id = u.id ORDER BY id LIMIT 1) p
  CROSS JOIN LATERAL (
    SELECT * FROM production.analysis_sessions WHERE user_id = u.id ORDER BY id LIMIT 1) s
  WHERE u.id = $1`;

export async function sampleRows(client: Client): Promise<SampleRows> {
  const { rows } = await client.query<SampleRows>(SAMPLE, [USER]);
  const [row] = rows;
  if (row === undefined) throw new Error(`${USER} has no analysis or no project`);
  return row;
}

type Call = (product: Product, rows: SampleRows) => Promise<unknown>;

function query(name: string, index: string, call: Call, need: NamedQuery['need'] = 'read') {
  const statements = (product: Product, rows: SampleRows) =>
    product.statementsOf(() => call(product, rows));
  return { name, index, need, statements };
}

/**
 * A deletion of rows that others refer to. What the server then runs on its own is not seen by TypeORM; the
 * text is that of PostgreSQL's ri_triggers.c.
 */
function cascade(name: string, index: string, call: Call, action: (rows: SampleRows) => Statement) {
  const statements = async (product: Product, rows: SampleRows) => [
    ...(await product.statementsOf(() => call(product, rows))),
    action(rows),
  ];
  return { name, index, need: 'read' as const, statements };
}

const issue = ({ rareWords }: SampleRows) =>
  ({ userId: USER, kind: 'issue', title: rareWords, content: rareWords }) as const;

const lesson = (eventId: string) => ({ eventId, type: 'lesson', occurredAt: new Date(0) });

/** Every query of the product that needs an index, by the route that runs it. */
export const NAMED_QUERIES: readonly NamedQuery[] = [
  query('GET /api/users/:id', 'auth.users_pkey', ({ users }) => users.get(USER)),
  query(
    'POST /api/users, address taken',
    'auth.users_email_key',
    ({ users }) =>
      users.create({ id: 'another', email: 'User-8@example.com', displayName: 'Another' }),
    'rule',
  ),
  query('GET /api/users, first page', 'auth.users_created_at_id_idx', ({ users }) =>
    users.list(20),
  ),
  query('GET /api/users, by cursor', 'auth.users_created_at_id_idx', ({ users }, rows) =>
    users.list(20, { createdAt: rows.userCreatedAt, id: USER }),
  ),
  query('GET /api/users/:id/settings', 'auth.user_settings_pkey', ({ settings }) =>
    settings.get(USER),
  ),
  query('GET /api/projects/:id', 'projects.projects_pkey', ({ projects }, rows) =>
    projects.getForOwner(rows.projectOwner, rows.projectId),
  ),
  query(
    'POST /api/projects, name taken',
    'projects.projects_user_id_name_key',
    ({ projects }, rows) => projects.create({ userId: rows.projectOwner, name: rows.projectName }),
    'rule',
  ),
  query('GET /api/projects', 'projects.projects_user_id_created_at_idx', ({ projects }) =>
    projects.list(USER, 20),
  ),
  query('GET /api/analysis/:id', 'production.analysis_sessions_pkey', ({ analyses }, rows) =>
    analyses.getFor({ subject: USER, isAdmin: false }, rows.analysisId),
  ),
  query(
    'POST /api/analysis, the same again',
    'production.analysis_sessions_user_id_content_hash_key',
    ({ analyses }, rows) => analyses.analyse(issue(rows)),
  ),
  query('an invalidation has been published', 'public.cache_invalidations_pkey', ({ outbox }) =>
    outbox.remove(['2500']),
  ),
  query('a caller with an API key', 'auth.api_keys_key_hash_key', ({ apiKeys }) =>
    apiKeys.verify(UNKNOWN_API_KEY),
  ),
  query('GET /admin/api-keys', 'auth.api_keys_created_at_id_idx', ({ apiKeys }) =>
    apiKeys.list(20),
  ),
  query('DELETE /admin/api-keys/:id', 'auth.api_keys_pkey', ({ apiKeys }, { apiKeyId }) =>
    apiKeys.revoke(apiKeyId),
  ),
  query('DELETE /api/users/:id, its API keys', 'auth.api_keys_subject_idx', ({ users }) =>
    users.delete(OTHER_USER),
  ),
  query('GET /admin/audit-log', 'public.audit_log_pkey', ({ audit }) => audit.list({}, 50)),
  query('GET /admin/audit-log, by cursor', 'public.audit_log_pkey', ({ audit }, rows) =>
    audit.list({}, 50, { createdAt: rows.auditedAt, id: '1001' }),
  ),
  query('GET /admin/audit-log?actor=', 'public.audit_log_actor_idx', ({ audit }) =>
    audit.list({ actor: 'admin-3' }, 50),
  ),
  query('GET /admin/audit-log?action=', 'public.audit_log_action_idx', ({ audit }) =>
    audit.list({ action: 'cache_invalidate' }, 50),
  ),
  query('retention of the audit log', 'public.audit_log_pkey', (product) =>
    product.retain('public.audit_log', 800),
  ),
  query('retention of idempotency keys', 'production.analysis_requests_created_at_idx', (product) =>
    product.retain('production.analysis_requests', 13),
  ),
  query('retention of kept answers', 'production.idempotent_requests_created_at_idx', (product) =>
    product.retain('production.idempotent_requests', 13),
  ),
  query(
    'GET /api/user/:userId/analyses',
    'production.analysis_sessions_user_id_created_at_idx',
    ({ analyses }) => analyses.listOfUser(USER, 50),
  ),
  {
    name: "SELECT * of test-user's newest 50",
    index: 'production.analysis_sessions_user_id_created_at_idx',
    need: 'read',
    statements: () => Promise.resolve([NEWEST_OF_TEST_USER]),
  },
  query(
    'GET /api/projects/:id/analyses',
    'production.analysis_sessions_project_id_created_at_idx',
    ({ analyses }, rows) =>
      analyses.listOfProject({ id: rows.projectId, userId: rows.projectOwner }, 50),
  ),
  query(
    'POST /api/analysis, likely duplicates of rare words',
    'production.analysis_sessions_keywords_idx',
    ({ analyses }, rows) => analyses.analyse(issue(rows)),
  ),
  query(
    'POST /api/analysis with Idempotency-Key',
    'production.analysis_requests_pkey',
    ({ analyses }, rows) => analyses.analyse(issue(rows), 'a key'),
  ),
  query('DELETE /api/users/:id, its keys in use', 'production.analysis_claims_pkey', ({ users }) =>
    users.delete(OTHER_USER),
  ),
  cascade(
    'DELETE /api/users/:id, keys of its analyses',
    'production.analysis_requests_session_id_idx',
    ({ users }) => users.delete(OTHER_USER),
    ({ analysisId }) => ({
      sql: `DELETE FROM ONLY "production"."analysis_requests"
        WHERE $1::uuid OPERATOR(pg_catalog.=) "session_id"`,
      parameters: [analysisId],
    }),
  ),
  query(
    'POST /api/projects with Idempotency-Key',
    'production.idempotent_requests_pkey',
    ({ idempotent }) =>
      idempotent.once({ caller: USER, key: 'key-1', hash: 'x' }, () => Promise.reject(new Error())),
  ),
  query(
    'DELETE /api/users/:id, what others were answered about the user',
    'production.idempotent_requests_about_user_idx',
    ({ idempotent }) => idempotent.deleteOf(USER),
  ),
  query(
    'POST /api/users/:id/activities, again',
    'production.activities_pkey',
    ({ activities }, rows) => activities.record(USER, lesson(rows.eventId)),
  ),
  query('GET /api/users/:id/stats/daily', 'production.daily_stats_pkey', ({ stats }) =>
    stats.daily(USER),
  ),
  query('GET /api/users/:id/stats/summary', 'production.daily_stats_pkey', ({ stats }) =>
    stats.summary(USER),
  ),
];

/** As requirement and report want it, word for word. */
const NEWEST_OF_TEST_USER: Statement = {
  sql: `SELECT * FROM production.analysis_sessions WHERE user_id = 'test-user' ORDER BY created_at DESC
  LIMIT 50`,
  parameters: [],
};
