import { EventLoopLag } from './event-loop-lag';

describe('the lag of the event loop', () => {
  const clock = jest.spyOn(performance, 'now');
  let nowMs = 0;
  let lag: EventLoopLag;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    clock.mockImplementation(() => nowMs);
    lag = new EventLoopLag();
    lag.start();
  });
  afterEach(() => {
    lag.stop();
    jest.useRealTimers();
  });
  afterAll(() => {
    clock.mockRestore();
  });

  function sampleLateBy(...latenessMs: number[]): void {
    for (const lateMs of latenessMs) {
      nowMs += 500 + lateMs;
      jest.advanceTimersByTime(500);
    }
  }

  it('is nothing while samples are in time', () => {
    sampleLateBy(0, 0, 0, 0);
    expect(lag.sustainedMs).toBe(0);
  });

  it('does not count one long task', () => {
    sampleLateBy(9_000, 0, 9_000);
    expect(lag.sustainedMs).toBe(0);
  });

  it('is what every one of the last samples was late at least', () => {
    sampleLateBy(4_000, 2_000, 3_000);
    expect(lag.sustainedMs).toBe(2_000);
  });

  it('is over with the first sample in time', () => {
    sampleLateBy(4_000, 2_000, 3_000, 0);
    expect(lag.sustainedMs).toBe(0);
  });
});
