import { Client } from 'pg';
import { productIndexes, redundantPairs, type ProductIndex } from '../../indexes/index-catalogue';
import { NAMED_QUERIES, sampleRows } from '../../indexes/named-queries';
import { prepare } from '../../indexes/prepare';
import { Product } from '../../indexes/product';
import { prove, type Proof } from '../../indexes/proof';
import { TEST_VOLUME } from '../../indexes/volume';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

describe('The indexes of the product', () => {
  let database: TestDatabase;
  let client: Client;
  let product: Product;
  let indexes: ProductIndex[];

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    product = await Product.start(database.url);
    await prepare(client, product, TEST_VOLUME);
    indexes = await productIndexes(client);
  });

  afterAll(async () => {
    await product.stop();
    await client.end();
    await database.drop();
  });

  /** The proof of one named query. */
  async function proofOf(name: string): Promise<Proof> {
    const query = NAMED_QUERIES.find((one) => one.name === name);
    const index = indexes.find((one) => one.name === query?.index);
    if (!query || !index) throw new Error(`${name} needs an index that is not there`);
    return prove(client, query, index, product, await sampleRows(client));
  }

  it('are each needed by a query of the product', () => {
    const needed = new Set(NAMED_QUERIES.map(({ index }) => index));
    expect(indexes.map(({ name }) => name).filter((name) => !needed.has(name))).toEqual([]);
    expect(indexes.length).toBeGreaterThanOrEqual(needed.size);
  });

  it.each(NAMED_QUERIES.map(({ name, index }) => [index, name]))(
    '%s serves: %s',
    async (_index, name) => {
      expect(await proofOf(name)).toMatchObject({ failure: undefined });
    },
  );

  it('are none the prefix of another', () => {
    expect(redundantPairs(indexes)).toEqual([]);
  });

  it('have partial ones and one on JSON among them', () => {
    expect(indexes.filter(({ predicate }) => predicate !== null)).not.toEqual([]);
    expect(indexes.filter(({ method }) => method === 'gin')).not.toEqual([]);
  });

  it("give a user's newest analyses in order, without a look at others", async () => {
    const { with: execution } = await proofOf("SELECT * of test-user's newest 50");
    expect(execution?.plan).toMatch(/Index Scan analysis_sessions_user_id_created_at_idx$/);
  });

  describe('when one is invented', () => {
    const inventedBy = async (sql: string): Promise<ProductIndex[]> => {
      await client.query('BEGIN');
      try {
        await client.query(sql);
        return await productIndexes(client);
      } finally {
        await client.query('ROLLBACK');
      }
    };

    it('find that it leads another', async () => {
      const found = await inventedBy('CREATE INDEX extra ON production.activities (user_id)');
      expect(redundantPairs(found)).toEqual([['production.extra', 'production.activities_pkey']]);
    });

    const proofWith = async (name: string, columns: string): Promise<Proof> => {
      const query = NAMED_QUERIES.find((one) => one.name === name);
      await client.query(`CREATE UNIQUE INDEX extra ON ${columns}`);
      try {
        const extra = (await productIndexes(client)).find((one) => one.name.endsWith('.extra'));
        if (!query || !extra) throw new Error('the query or the index is missing');
        return await prove(client, query, extra, product, await sampleRows(client));
      } finally {
        await client.query('DROP INDEX IF EXISTS auth.extra, production.extra');
      }
    };

    it('find that no query uses it', async () => {
      const { failure } = await proofWith('GET /api/users/:id', 'auth.users (display_name, id)');
      expect(failure).toBe('no statement uses it');
    });

    it('find that its query reads as much without it', async () => {
      const { failure } = await proofWith(
        'POST /api/users/:id/activities, again',
        'production.activities (user_id, event_id)',
      );
      expect(failure).toMatch(/^no statement uses it|^reads (\d+) buffers with it and \1 without/);
    });
  });
});
