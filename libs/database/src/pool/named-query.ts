import { Query, type QueryResult } from 'pg';

/** Ends a statement. Without an error there is a result. */
export type Settle = (error: Error | null | undefined, result: QueryResult) => void;

/**
 * A statement under a name. pg takes the name out of a configuration object as well, but copies that
 * object property by property at every use.
 */
export class NamedQuery extends Query {
  /** Read by pg; its type declarations leave it out. */
  readonly name: string;

  constructor(name: string, text: string, values: unknown[], settle: Settle) {
    super(text, values, settle);
    this.name = name;
  }
}
