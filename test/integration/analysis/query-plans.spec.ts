import { AnalysisDomain } from './domain';

/** Enough for the planner to prefer an index; a handful of rows is read whole whatever there is. */
const ROWS = 20_000;
const OWNERS = 100;

describe('the queries of analyses on many rows', () => {
  let domain: AnalysisDomain;
  beforeAll(async () => {
    domain = await AnalysisDomain.start();
    await domain.sql(
      `INSERT INTO production.analysis_sessions
         (user_id, kind, content, content_hash, analyser, result, embedding, created_at)
       SELECT 'user-' || n % ${OWNERS}, 'text', 'x', encode(sha256(n::text::bytea), 'hex'), 'a',
         jsonb_build_object('keywords', jsonb_build_array('word' || n % 5000, 'common')), '{0}',
         now() - n * interval '1 minute'
       FROM generate_series(1, ${ROWS}) AS n`,
    );
    await domain.sql('VACUUM ANALYZE production.analysis_sessions');
  });
  afterAll(() => domain.stop());

  async function plan(sql: string): Promise<string> {
    const rows = await domain.sql<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it('read the list of an owner in order from an index', async () => {
    const text = await plan(
      `SELECT * FROM production.analysis_sessions WHERE user_id = 'user-1'
       ORDER BY created_at DESC LIMIT 50`,
    );
    expect(text).toContain('analysis_sessions_user_id_created_at_idx');
    expect(text).not.toContain('Seq Scan');
  });

  it.each(['word7', 'common'])('find candidates with the keyword %s by an index', async (word) => {
    const text = await plan(
      `SELECT id FROM production.analysis_sessions WHERE user_id = 'user-7' AND analyser = 'a'
       AND result -> 'keywords' ?| ARRAY['${word}'] ORDER BY created_at DESC, id DESC LIMIT 100`,
    );
    expect(text).toMatch(/analysis_sessions_(?:keywords|user_id_created_at)_idx/);
    expect(text).not.toContain('Seq Scan');
  });
});
