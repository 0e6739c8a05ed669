import { Pool } from 'pg';
import { LIST_LENGTH, SQL, type OpenSubject } from '../operations';

type Statement = keyof typeof SQL;

/** `pg` by itself: what everything else is compared with, when its statements are named. */
export function pg(named: boolean): OpenSubject {
  return (url, connections) => {
    const pool = new Pool({ connectionString: url, max: connections, min: connections });
    const query = (statement: Statement, values: unknown[]) => ({
      text: SQL[statement],
      values,
      ...(named && { name: statement }),
    });
    const transaction = async (id: string): Promise<void> => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query(query('write', [id, 'changed']));
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    };
    return Promise.resolve({
      checkout: async () => (await pool.connect()).release(),
      'point read': (id) => pool.query(query('point', [id])),
      'list read': () => pool.query(query('list', [LIST_LENGTH])),
      write: (id) => pool.query(query('write', [id, 'changed'])),
      transaction,
      close: () => pool.end(),
    });
  };
}
