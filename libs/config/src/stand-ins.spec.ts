import { standIns } from './stand-ins';
import { parse } from './testing/parse';

const of = (environment: Record<string, string>) =>
  standIns(parse(environment).config).map(({ standsFor, replacedBy }) => [standsFor, replacedBy]);

describe('stand-ins', () => {
  it('are named with the settings that replace them', () => {
    expect(of({})).toEqual([
      ['PostgreSQL', 'DATABASE_URL'],
      ['Redis', 'REDIS_URL'],
    ]);
  });

  it('are gone once servers are configured', () => {
    expect(of({ DATABASE_URL: 'postgresql://db/s', REDIS_HOST: 'redis' })).toEqual([]);
  });

  it('include no cache that is switched off', () => {
    expect(of({ ENABLE_CACHE: 'no' })).toEqual([['PostgreSQL', 'DATABASE_URL']]);
  });
});
