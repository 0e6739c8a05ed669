import type { Client } from 'pg';
import type { Product } from './product';
import { fill, type Volume } from './volume';

/** Fills an empty, migrated database with analyses such as the product itself would have made. */
export async function prepare(client: Client, product: Product, volume: Volume): Promise<void> {
  const request = { userId: 'nobody', kind: 'text', content: 'A text.' } as const;
  const { analysis } = await product.analyses.analyse(request);
  await client.query('DELETE FROM production.analysis_sessions');
  await fill(client, volume, analysis.analyser);
}
