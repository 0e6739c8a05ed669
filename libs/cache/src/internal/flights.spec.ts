import { Fences } from '../coherence/fences';
import { Flights, type Landing } from './flights';

const KEY = 'users:1';

function open() {
  const fences = new Fences(10);
  const flights = new Flights(fences);
  const begin = (tags: readonly string[] | undefined): void =>
    void flights.begin(KEY, tags, () => new Promise<Landing>(() => undefined));
  return { fences, flights, begin };
}

describe('a load under way', () => {
  it('is joined', () => {
    const { flights, begin } = open();
    begin(['team:7']);
    expect(flights.joinable(KEY)).toBeDefined();
  });

  it('is not joined once one of its names has been invalidated', () => {
    const { fences, flights, begin } = open();
    begin(['team:7']);
    fences.raise({ tags: ['team:8'] });
    expect(flights.joinable(KEY)).toBeDefined();
    fences.raise({ tags: ['team:7'] });
    expect(flights.joinable(KEY)).toBeUndefined();
  });

  it('whose tags only its value tells is not joined once anything has been invalidated', () => {
    const { fences, flights, begin } = open();
    begin(undefined);
    expect(flights.joinable(KEY)).toBeDefined();
    fences.raise({ tags: ['team:8'] });
    expect(flights.joinable(KEY)).toBeUndefined();
  });
});
