import {
  EntityManager,
  type EntityMetadata,
  type EntityTarget,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm';
import { entityRead, type EntityRead } from './entity-read';

/** Of the reads of one entity; beyond it the memory starts anew. */
const MAX_REMEMBERED = 100;

/** By the names of the columns that are compared. */
type Reads = Map<string, EntityRead | undefined>;

/** An entity's metadata belong to one DataSource, whose managers come and go with query runners. */
const remembered = new WeakMap<EntityMetadata, Reads>();

/**
 * An EntityManager that works the statement of a `findOneBy` out once, where it compares columns with plain
 * values: for TypeORM that is more work than everything else about a point read.
 */
export class PreparingManager extends EntityManager {
  /** As TypeORM's, which has the last word wherever somebody subscribes. */
  override async findOneBy<Entity extends ObjectLiteral>(
    target: EntityTarget<Entity>,
    where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[],
  ): Promise<Entity | null> {
    const read = isPlain(where) ? this.#read(target, where) : undefined;
    if (read === undefined || this.dataSource.subscribers.length > 0)
      return super.findOneBy(target, where);
    const rows = await this.query<ObjectLiteral[]>(read.text, Object.values(where));
    // TypeORM made it of the metadata of `target`.
    return (read.entityOf(rows) ?? null) as Entity | null;
  }

  #read(target: EntityTarget<ObjectLiteral>, where: ObjectLiteral): EntityRead | undefined {
    const metadata = this.dataSource.getMetadata(target);
    const reads = readsOf(metadata);
    const columns = Object.keys(where).join();
    if (reads.has(columns)) return reads.get(columns);
    if (reads.size >= MAX_REMEMBERED) reads.clear();
    const read = entityRead(this, metadata, where);
    reads.set(columns, read);
    return read;
  }
}

function readsOf(metadata: EntityMetadata): Reads {
  const known = remembered.get(metadata);
  if (known !== undefined) return known;
  const reads: Reads = new Map();
  remembered.set(metadata, reads);
  return reads;
}

/** Whether it compares, and with nothing but values of its own that go to the server as they are. */
function isPlain(where: ObjectLiteral): boolean {
  let compares = false;
  for (const key in where) {
    if (!Object.hasOwn(where, key) || !PLAIN.has(typeof where[key])) return false;
    compares = true;
  }
  return compares;
}

const PLAIN = new Set(['string', 'number', 'bigint', 'boolean']);
