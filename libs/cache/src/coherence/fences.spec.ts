import { Fences } from './fences';
import type { Names } from './names';

const ENTRY = { key: 'users:1', tags: ['team:7'] };

const hits: Record<string, Names> = {
  'its key': { keys: ['users:1'] },
  'one of its tags': { tags: ['team:7'] },
  'its namespace': { namespaces: ['users'] },
  'a pattern of its key': { patterns: ['us*:1'] },
  everything: { all: true },
};

const misses: Record<string, Names> = {
  'another key': { keys: ['users:10'] },
  'another tag': { tags: ['team:70'] },
  'a tag named like its key': { tags: ['users:1'] },
  'another namespace': { namespaces: ['user'] },
  'a pattern of other keys': { patterns: ['users:1?', 'users:1:*'] },
};

describe('in the order of this process', () => {
  it.each(Object.entries(hits))(
    '%s voids what was loaded before, not what is loaded after',
    (_name, names) => {
      const fences = new Fences(10);
      const before = fences.tick;
      fences.raise(names);
      expect(fences.holdsSince(ENTRY, before)).toBe(false);
      expect(fences.holdsSince(ENTRY, fences.tick)).toBe(true);
    },
  );

  it.each(Object.entries(misses))('%s voids nothing', (_name, names) => {
    const fences = new Fences(10);
    const before = fences.tick;
    fences.raise(names);
    expect(fences.holdsSince(ENTRY, before)).toBe(true);
  });

  it('voids everything older than a name that had to be forgotten', () => {
    const fences = new Fences(2);
    const before = fences.tick;
    fences.raise({ keys: ['users:1'] });
    const between = fences.tick;
    fences.raise({ keys: ['a'] });
    fences.raise({ keys: ['b'] });
    expect(fences.holdsSince(ENTRY, before)).toBe(false);
    expect(fences.holdsSince(ENTRY, between)).toBe(true);
  });
});

describe('in the order of the log', () => {
  it.each(Object.entries(hits))('%s voids what is stamped before its record', (_name, names) => {
    const fences = new Fences(10);
    fences.apply(names, 5, false);
    expect(fences.holdsInLog(ENTRY, 4)).toBe(false);
    expect(fences.holdsInLog(ENTRY, 5)).toBe(true);
  });

  it.each(Object.entries(misses))('%s voids nothing', (_name, names) => {
    const fences = new Fences(10);
    fences.apply(names, 5, false);
    expect(fences.holdsInLog(ENTRY, 4)).toBe(true);
  });

  it.each(Object.entries(hits))(
    '%s on its way to the log voids all that Redis has of it',
    (_name, names) => {
      const fences = new Fences(10);
      fences.raisePending(names);
      expect(fences.pending).toBe(1);
      expect(fences.holdsInLog(ENTRY, 1e9)).toBe(false);
      fences.confirm(names, 7);
      expect(fences.pending).toBe(0);
      expect(fences.holdsInLog(ENTRY, 6)).toBe(false);
      expect(fences.holdsInLog(ENTRY, 7)).toBe(true);
    },
  );

  it('stays void while a second invalidation of the same name is on its way', () => {
    const fences = new Fences(10);
    fences.raisePending({ keys: ['users:1'] });
    fences.raisePending({ keys: ['users:1'] });
    fences.confirm({ keys: ['users:1'] }, 7);
    expect(fences.holdsInLog(ENTRY, 7)).toBe(false);
  });

  it("keeps in memory what was loaded between this process's invalidation and its record", () => {
    const fences = new Fences(10);
    fences.raisePending({ keys: ['users:1'] });
    const loaded = fences.tick;
    fences.apply({ keys: ['users:1'] }, 7, true);
    expect(fences.holdsSince(ENTRY, loaded)).toBe(true);
    fences.apply({ keys: ['users:1'] }, 8, false);
    expect(fences.holdsSince(ENTRY, loaded)).toBe(false);
  });

  it('voids what is stamped before a name that had to be forgotten, but never forgets a pending one', () => {
    const fences = new Fences(2);
    fences.apply({ keys: ['a'] }, 3, false);
    fences.raisePending({ keys: ['users:1'] });
    fences.apply({ keys: ['b'] }, 4, false);
    fences.apply({ keys: ['c'] }, 5, false);
    expect(fences.holdsInLog({ key: 'x', tags: [] }, 3)).toBe(false);
    expect(fences.holdsInLog({ key: 'x', tags: [] }, 4)).toBe(true);
    expect(fences.holdsInLog(ENTRY, 1e9)).toBe(false);
  });

  it('voids all memory and all older stamps when another log begins', () => {
    const fences = new Fences(10);
    const before = fences.tick;
    fences.apply({ keys: ['users:1'] }, 50, false);
    fences.startLog(3);
    expect(fences.holdsSince(ENTRY, before)).toBe(false);
    expect(fences.holdsInLog(ENTRY, 2)).toBe(false);
    expect(fences.holdsInLog(ENTRY, 3)).toBe(true);
  });

  it('keeps what is pending over a new log', () => {
    const fences = new Fences(10);
    fences.raisePending({ keys: ['users:1'] });
    fences.startLog(0);
    expect(fences.holdsInLog(ENTRY, 9)).toBe(false);
  });

  it('remembers a bounded number of patterns', () => {
    const fences = new Fences(10);
    for (let seq = 1; seq <= 65; seq++) fences.apply({ patterns: [`p${seq}:*`] }, seq, false);
    expect(fences.holdsInLog({ key: 'p1:x', tags: [] }, 0)).toBe(false);
    expect(fences.holdsInLog({ key: 'other', tags: [] }, 0)).toBe(false);
    expect(fences.holdsInLog({ key: 'other', tags: [] }, 1)).toBe(true);
    expect(fences.holdsInLog({ key: 'p65:x', tags: [] }, 64)).toBe(false);
  });
});
