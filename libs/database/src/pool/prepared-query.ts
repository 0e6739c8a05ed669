import { Query, type Connection, type QueryResult } from 'pg';
import type { RowShape, StatementShapes } from './statement-shapes';

/** Ends a statement. Without an error there is a result. */
export type Settle = (error: Error | null | undefined, result: QueryResult) => void;

/** As much of pg's Query as is used here; its type declarations leave these out. */
interface ProtocolQuery {
  name: string;
  _result: RowShape;
  _accumulateRows: boolean;
  submit(connection: Connection): Error | null;
  handleCommandComplete(message: unknown, connection: Connection): void;
}

// The class is the same; the declarations of what it has are completed.
const PgQuery = Query as unknown as new (
  text: string,
  values: unknown[],
  settle: Settle,
) => ProtocolQuery;

/**
 * A statement under a name. pg asks the server at every use what the rows will look like, and works out
 * again how to read them: half of the cost of a point read. For a statement with a name the answer never
 * changes on its connection (the server refuses to run it when it would), so that it is asked for once.
 */
export class PreparedQuery extends PgQuery {
  readonly #shapes: StatementShapes;

  constructor(
    name: string,
    text: string,
    values: unknown[],
    settle: Settle,
    shapes: StatementShapes,
  ) {
    super(text, values, settle);
    // pg takes it out of a configuration object as well, but copies that object at every use.
    this.name = name;
    this.#shapes = shapes;
  }

  override submit(connection: Connection): Error | null {
    const shape = this.#shapes.get(this.name);
    if (shape === undefined) return super.submit(connection);
    const { fields, _parsers, _prebuiltEmptyResultObject } = shape;
    Object.assign(this._result, { fields, _parsers, _prebuiltEmptyResultObject });
    this._accumulateRows = true;
    return super.submit(this.#shapes.undescribed(connection));
  }

  /** Also of a statement without rows, of which the server gives no description. */
  override handleCommandComplete(message: unknown, connection: Connection): void {
    this.#shapes.learn(this.name, this._result);
    super.handleCommandComplete(message, connection);
  }
}
