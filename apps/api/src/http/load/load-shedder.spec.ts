import { LoadShedder, type Turn } from './load-shedder';

const MAX_WAIT_MS = 500;
const START_LIMIT = 64;

describe('the load shedder', () => {
  let shedder: LoadShedder;
  let log: string[];

  beforeEach(() => {
    shedder = new LoadShedder(MAX_WAIT_MS);
    log = [];
  });

  function turn(name: string, gone = false): Turn {
    return {
      gone,
      run: () => void log.push(`${name} runs`),
      refuse: () => void log.push(`${name} is refused`),
    };
  }

  /** Takes every place. */
  function fill(): void {
    while (shedder.running < shedder.limit) shedder.enter(turn('-'));
    log = [];
  }

  function pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 20) shedder.sampled(20);
  }

  it('begins at once while there is room', () => {
    for (let i = 0; i < START_LIMIT; i++) shedder.enter(turn(String(i)));
    expect(log).toHaveLength(START_LIMIT);
    expect(shedder).toMatchObject({ running: START_LIMIT, waiting: 0, refused: 0 });
  });

  it('serves those who wait in the order in which they came', () => {
    fill();
    for (const name of ['a', 'b']) shedder.enter(turn(name));
    expect(log).toEqual([]);
    shedder.leave();
    expect(log).toEqual(['a runs']);
    shedder.leave();
    expect(log).toEqual(['a runs', 'b runs']);
  });

  it('refuses whose turn does not come in time, and nobody else', () => {
    fill();
    shedder.enter(turn('early'));
    pass(300);
    shedder.enter(turn('late'));
    pass(240);
    expect(log).toEqual(['early is refused']);
    shedder.leave();
    expect(log).toEqual(['early is refused', 'late runs']);
    expect(shedder.refused).toBe(1);
  });

  it('refuses nobody because the process stood still', () => {
    fill();
    shedder.enter(turn('a'));
    shedder.sampled(60_000);
    expect(log).toEqual([]);
  });

  it('counts long turns that follow each other in full', () => {
    fill();
    shedder.sampled(250);
    shedder.enter(turn('a'));
    shedder.sampled(250);
    expect(log).toEqual([]);
    shedder.sampled(250);
    expect(log).toEqual(['a is refused']);
  });

  it('passes by who has gone', () => {
    fill();
    shedder.enter(turn('gone', true));
    shedder.enter(turn('a'));
    shedder.leave();
    expect(log).toEqual(['a runs']);
    expect(shedder.running).toBe(START_LIMIT);
    shedder.enter(turn('gone too', true));
    pass(600);
    expect(shedder).toMatchObject({ refused: 0, waiting: 0 });
  });

  it('lets a bounded number wait, and refuses others at once', () => {
    fill();
    for (let i = 0; i < 5000; i++) shedder.enter(turn('waiting'));
    shedder.enter(turn('one more'));
    expect(log).toEqual(['one more is refused']);
  });

  it('answers thousands in a row that are answered at once', () => {
    fill();
    const instant = { gone: false, run: () => shedder.leave(), refuse: () => undefined };
    for (let i = 0; i < 5000; i++) shedder.enter(instant);
    shedder.leave();
    expect(shedder).toMatchObject({ waiting: 0, running: START_LIMIT - 1 });
  });

  it('serves fewer at a time while requests are delayed, but always some', () => {
    shedder.windowEnded(true);
    expect(shedder.limit).toBe(51);
    for (let i = 0; i < 100; i++) shedder.windowEnded(true);
    expect(shedder.limit).toBe(16);
  });

  it('serves more at a time when requests wait and are answered without delay', () => {
    for (let i = 0; i < 100; i++) shedder.windowEnded(true);
    for (let i = 0; i < 30; i++) {
      fill();
      shedder.enter(turn('waits'));
      shedder.leave();
      shedder.windowEnded(false);
    }
    expect(shedder.limit).toBeGreaterThan(200);
    for (let i = 0; i < 100; i++) {
      fill();
      shedder.enter(turn('waits'));
      shedder.leave();
      shedder.windowEnded(false);
    }
    expect(shedder.limit).toBe(1024);
  });

  it('does not begin more of what is never answered', () => {
    for (let i = 0; i < 10; i++) {
      fill();
      shedder.enter(turn('waits'));
      shedder.windowEnded(false);
    }
    expect(shedder.limit).toBe(START_LIMIT);
  });
});
