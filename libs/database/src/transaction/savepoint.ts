import type { TransactionScope } from './transaction-scope';

/** Runs `work` between SAVEPOINT and RELEASE; when it fails, what it did is undone and the error rises. */
export async function withinSavepoint<T>(
  scope: TransactionScope,
  work: (scope: TransactionScope) => Promise<T>,
): Promise<T> {
  const { manager } = scope;
  const nested = scope.nested();
  const name = `strata_${nested.depth}`;
  await manager.query(`SAVEPOINT ${name}`);
  try {
    const result = await work(nested);
    await nested.nestedDone();
    nested.end();
    await manager.query(`RELEASE SAVEPOINT ${name}`);
    scope.hooks.push(...nested.hooks);
    return result;
  } catch (error) {
    await nested.nestedDone();
    nested.end();
    await manager.query(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
    throw error;
  }
}
