import { StatementNames } from './statement-names';

function useTimes(names: StatementNames, text: string, times: number): string | undefined {
  let name: string | undefined;
  for (let use = 0; use < times; use += 1) name = names.nameOf(text);
  return name;
}

describe('StatementNames', () => {
  it('names a text at its third use, and keeps the name', () => {
    const names = new StatementNames(10);
    expect(useTimes(names, 'SELECT 1', 2)).toBeUndefined();
    const name = names.nameOf('SELECT 1');
    expect(name).toBeDefined();
    expect(names.nameOf('SELECT 1')).toBe(name);
  });

  it('never gives two texts the same name', () => {
    const names = new StatementNames(10);
    expect(useTimes(names, 'SELECT 1', 3)).not.toBe(useTimes(names, 'SELECT 2', 3));
  });

  it('gives no more names than allowed, and keeps those given', () => {
    const names = new StatementNames(1);
    const first = useTimes(names, 'SELECT 1', 3);
    expect(useTimes(names, 'SELECT 2', 100)).toBeUndefined();
    expect(names.nameOf('SELECT 1')).toBe(first);
  });

  it('gives none when none are allowed', () => {
    expect(useTimes(new StatementNames(0), 'SELECT 1', 100)).toBeUndefined();
  });

  it('forgets texts that do not recur, so that its memory is bounded', () => {
    const names = new StatementNames(1);
    useTimes(names, 'SELECT 1', 2);
    for (let other = 0; other < 10; other += 1) names.nameOf(`SELECT 'other ${other}'`);
    expect(names.nameOf('SELECT 1')).toBeUndefined();
  });

  it('gives a text another name when the old one has gone stale', () => {
    const names = new StatementNames(1);
    const stale = useTimes(names, 'SELECT 1', 3);
    const fresh = names.rename('SELECT 1');
    expect(fresh).not.toBe(stale);
    expect(names.nameOf('SELECT 1')).toBe(fresh);
  });
});
