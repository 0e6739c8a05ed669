import type { OpenSubject } from './operations';
import { pg } from './subjects/pg';
import { postgresJs } from './subjects/postgres-js';
import { strata } from './subjects/strata';
import { typeOrm } from './subjects/typeorm';

/** What ratios refer to. */
export const BASELINE = 'pg, named';

/** Everything that is measured, by its name in the report. */
export const SUBJECTS: Readonly<Record<string, OpenSubject>> = {
  [BASELINE]: pg(true),
  pg: pg(false),
  'postgres.js': postgresJs,
  'TypeORM query': typeOrm('query'),
  'TypeORM entities': typeOrm('entities'),
  'Strata query': strata('query'),
  'Strata entities': strata('entities'),
  'Strata repository': strata('repository'),
  'the same, in a request': strata('repository in a request'),
};
