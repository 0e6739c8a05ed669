import type { AnswerSource } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { Freshness } from './terms';

/** The entry that a call gets. */
export interface Answer {
  readonly entry: Entry;
  readonly source: AnswerSource;
  readonly freshness: Freshness;
}
