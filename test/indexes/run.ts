import { join, resolve } from 'node:path';
import { Migrator } from '@strata/database';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import { Client } from 'pg';
import { withClient } from '../support/database-url';
import { TestRun } from '../support/test-run';
import { productIndexes, redundantPairs, type ProductIndex } from './index-catalogue';
import { NAMED_QUERIES, sampleRows } from './named-queries';
import { prepare } from './prepare';
import { Product } from './product';
import { prove, type Proof } from './proof';
import { describeIndex } from './report';
import { REPORT_VOLUME } from './volume';
import { indexUse, runWorkload } from './workload';
import { writeCost } from './write-cost';

const MIGRATIONS = resolve(__dirname, '../../database/migrations');

/** Prints what every index does for the product and what it costs; fails when one does nothing. */
async function main(): Promise<void> {
  const run = await TestRun.open();
  try {
    const server = await startEmbeddedPostgres({
      dataDir: join(run.folder, 'postgres'),
      rootDataParent: run.folder,
      database: 'indexes',
      settings: { fsync: 'off', shared_buffers: '512MB', max_wal_size: '4GB' },
    });
    try {
      process.exitCode = (await report(server.connectionString)) ? 0 : 1;
    } finally {
      await server.stop();
    }
  } finally {
    await run.close();
  }
}

/** Whether every index does its part. */
async function report(url: string): Promise<boolean> {
  await new Migrator({ connectionString: url, directory: MIGRATIONS }).up();
  return withClient(url, async (client) => {
    const proofs = await proveAll(client, url);
    const indexes = await productIndexes(client);
    const use = await indexUse(client);
    for (const index of indexes) {
      const { name } = index;
      const own = proofs.filter((proof) => proof.index === name);
      const cost = await writeCost(client, index);
      console.log(describeIndex({ name, proofs: own, use: use.get(name), cost }));
    }
    return verdict(indexes, proofs);
  });
}

/** Fills the database, runs the workload, and proves every named query. */
async function proveAll(client: Client, url: string): Promise<Proof[]> {
  const product = await Product.start(url);
  const proofs: Proof[] = [];
  try {
    console.log(`Filling: ${JSON.stringify(REPORT_VOLUME)} …`);
    await prepare(client, product, REPORT_VOLUME);
    const rows = await sampleRows(client);
    const indexes = await productIndexes(client);
    for (const query of NAMED_QUERIES) {
      const index = indexes.find(({ name }) => name === query.index);
      if (!index) throw new Error(`${query.index} is missing`);
      proofs.push(await prove(client, query, index, product, rows));
    }
    await runWorkload(client, product, rows);
  } finally {
    await product.stop();
  }
  return proofs;
}

function verdict(indexes: readonly ProductIndex[], proofs: readonly Proof[]): boolean {
  const idle = indexes.filter(({ name }) => !proofs.some(({ index }) => index === name));
  const redundant = redundantPairs(indexes);
  const failed = proofs.filter(({ failure }) => failure !== undefined);
  for (const { name } of idle) console.log(`${name} serves no query.`);
  for (const [name, other] of redundant) console.log(`${name} is the prefix of ${other}.`);
  const passed = idle.length + redundant.length + failed.length === 0;
  console.log(
    passed ? `All ${String(indexes.length)} indexes do their part.` : 'Some do nothing: see above.',
  );
  return passed;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
