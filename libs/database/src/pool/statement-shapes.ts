import type { Connection, FieldDef } from 'pg';

/** What pg's Result knows of the rows to come, once the server has described them. */
export interface RowShape {
  readonly fields: FieldDef[];
  readonly _parsers: unknown;
  readonly _prebuiltEmptyResultObject: unknown;
}

/** What the rows of the named statements of one connection look like. */
export class StatementShapes {
  readonly #shapes = new Map<string, RowShape>();
  #undescribed: Connection | undefined;

  /** undefined until the statement has run once. */
  get(name: string): RowShape | undefined {
    return this.#shapes.get(name);
  }

  learn(name: string, { fields, _parsers, _prebuiltEmptyResultObject }: RowShape): void {
    if (this.#shapes.has(name)) return;
    this.#shapes.set(name, { fields, _parsers, _prebuiltEmptyResultObject });
  }

  /** The statement is no more. */
  forget(name: string): void {
    this.#shapes.delete(name);
  }

  /** `connection`, of which there is one here, without the request for a description. */
  undescribed(connection: Connection): Connection {
    this.#undescribed ??= withoutDescribe(connection);
    return this.#undescribed;
  }
}

function withoutDescribe(connection: Connection): Connection {
  // Object.create is typed as any; what it makes has all that `connection` has.
  return Object.create(connection, { describe: { value: () => undefined } }) as Connection;
}
