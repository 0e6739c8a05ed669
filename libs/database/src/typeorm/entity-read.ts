import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import { RawSqlResultsToEntityTransformer } from 'typeorm/query-builder/transformer/RawSqlResultsToEntityTransformer';

/** TypeORM's statement for an entity with some values in some columns, and what TypeORM makes of the answer. */
export interface EntityRead {
  readonly text: string;
  readonly entityOf: (rows: ObjectLiteral[]) => ObjectLiteral | undefined;
}

/**
 * Has TypeORM work the statement out; undefined where more than the values decides about it, or where an
 * entity is more than its row.
 * @param where the columns, with plain values.
 */
export function entityRead(
  manager: EntityManager,
  metadata: EntityMetadata,
  where: ObjectLiteral,
): EntityRead | undefined {
  if (!isItsRow(metadata) || !comparesColumns(metadata, where)) return undefined;
  const builder = manager.createQueryBuilder(metadata.target, metadata.name);
  const { expressionMap } = builder.setFindOptions({ where, take: 1 });
  expressionMap.queryEntity = true;
  const [text] = builder.getQueryAndParameters();
  const transformer = new RawSqlResultsToEntityTransformer(
    expressionMap,
    manager.dataSource.driver,
    [],
  );
  const { mainAlias } = expressionMap;
  if (mainAlias === undefined) return undefined;
  // Typed as any[].
  const entityOf = (rows: ObjectLiteral[]) =>
    (transformer.transform(rows, mainAlias) as ObjectLiteral[])[0];
  return { text, entityOf };
}

/** Nothing is loaded beside the row, nothing listens, and no other class may stand in it. */
function isItsRow(metadata: EntityMetadata): boolean {
  const { eagerRelations, lazyRelations, relationIds, afterLoadListeners } = metadata;
  const more = [eagerRelations, lazyRelations, relationIds, afterLoadListeners];
  return metadata.discriminatorColumn === undefined && more.every(({ length }) => length === 0);
}

/** A relation is compared with more than a value, and a transformer may make anything of one. */
function comparesColumns(metadata: EntityMetadata, where: ObjectLiteral): boolean {
  const columns = Object.keys(where).map((key) => metadata.findColumnWithPropertyPathStrict(key));
  return columns.every((column) => column !== undefined && column.transformer === undefined);
}
