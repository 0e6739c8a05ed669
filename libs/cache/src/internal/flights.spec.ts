import { Fences } from '../coherence/fences';
import { Flights, type Landing } from './flights';

const KEY = 'users:1';

function open() {
  const fences = new Fences(10);
  const flights = new Flights(fences);
  const begin = (tags: readonly string[] | undefined) => flights.begin(KEY, tags);
  return { fences, flights, begin };
}

// What it holds is nothing to a flight.
const LANDING = {} as Landing;

describe('a load under way', () => {
  it('is joined until it ends, and gives all who joined what it ended with', async () => {
    const { flights, begin } = open();
    const flight = begin([]);
    const joined = flights.joinable(KEY)?.landing;
    expect(flight.landed(LANDING)).toBe(LANDING);
    await expect(joined).resolves.toBe(LANDING);
    expect(flights.joinable(KEY)).toBeUndefined();
  });

  it('gives all who joined its failure, and ends by it', async () => {
    const { flights, begin } = open();
    const flight = begin([]);
    const joined = flights.joinable(KEY)?.landing;
    const failure = new Error('database down');
    expect(() => flight.failed(failure)).toThrow(failure);
    await expect(joined).rejects.toBe(failure);
    expect(flights.joinable(KEY)).toBeUndefined();
  });

  it('does not end the one that took its place', () => {
    const { flights, begin } = open();
    const overtaken = begin([]);
    const latest = begin([]);
    overtaken.landed(LANDING);
    expect(flights.joinable(KEY)).toBe(latest);
  });

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
