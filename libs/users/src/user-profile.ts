/** Who a user is. Plain data: the same object from the database and from the cache. */
export interface UserProfile {
  /** Given or generated, `[A-Za-z0-9_-]{1,64}`; never changes. */
  readonly id: string;
  /** As entered, without surrounding blanks; unique without regard to case. */
  readonly email: string;
  readonly displayName: string;
  /** Canonical BCP 47 tag, e.g. `cs-CZ`. */
  readonly locale: string;
  /** IANA time zone, e.g. `Europe/Prague`; decides where the user's days begin and end. */
  readonly timeZone: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a new user is made of. */
export interface NewUser {
  /** Default: generated. */
  readonly id?: string | undefined;
  readonly email: string;
  readonly displayName: string;
  /** Default `en`. */
  readonly locale?: string | undefined;
  /** Default `UTC`. */
  readonly timeZone?: string | undefined;
}

/** What may change of a user; fields left out stay as they are. */
export type UserChanges = Partial<Omit<NewUser, 'id'>>;
