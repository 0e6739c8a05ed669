import { laterPosition, type ReadConsistency, type RequiredState } from '@strata/database';
import type { ConsistencyToken } from './consistency-token';

/** What a request says of the state that its answer must show. */
export interface ConsistencyRequest {
  /** The token that came with it. */
  readonly token: ConsistencyToken | undefined;
  /** Whether the caller asked for fresh data. */
  readonly fresh: boolean;
  /** Whether it is a read, whose token is to tell afterwards what it has shown. */
  readonly isRead: boolean;
  /** Whether the caller has written within the last few seconds; asked where no token came. */
  readonly wroteRecently: () => Promise<boolean>;
}

const ANY: RequiredState = [];

/** The consistency of one request, from its token to that of its answer. */
export class RequestConsistency implements ReadConsistency {
  readonly seen: ((position: string) => void) | undefined;
  readonly #request: ConsistencyRequest;
  #position: string | undefined;

  constructor(request: ConsistencyRequest) {
    this.#request = request;
    this.#position = request.token?.position;
    if (request.isRead && request.token !== undefined)
      this.seen = (position) => this.#see(position);
  }

  required(): RequiredState | Promise<RequiredState> {
    const { token, fresh, isRead, wroteRecently } = this.#request;
    // What a write reads may decide what it writes.
    if (fresh || !isRead) return 'everything';
    if (token === undefined) return wroteRecently().then((yes) => (yes ? 'everything' : ANY));
    return token.position === undefined ? 'everything' : [token.position];
  }

  /** The token for the answer of a read; undefined when none came. */
  get token(): ConsistencyToken | undefined {
    const { token } = this.#request;
    if (token === undefined || this.#position === undefined) return token;
    return { ...token, position: this.#position };
  }

  #see(position: string): void {
    this.#position =
      this.#position === undefined ? position : laterPosition(this.#position, position);
  }
}
