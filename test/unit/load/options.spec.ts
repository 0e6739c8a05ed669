import { optionsOf, USAGE } from '../../load/options';
import { SCENARIOS } from '../../load/scenarios';

describe('the command line of npm run load', () => {
  it('needs a scenario alone, and takes everything else', () => {
    const { scenario, size } = optionsOf(['steady']);
    expect(scenario.name).toBe('steady');
    expect(size).toEqual({ seconds: 120, ratePerSecond: 100, users: 500, seed: 1 });
    const given = ['spike', '--minutes', '0.5', '--rate', '20', '--users', '9', '--seed', '7'];
    expect(optionsOf([...given, '--out', 'here'])).toMatchObject({
      size: { seconds: 30, ratePerSecond: 20, users: 9, seed: 7 },
      out: 'here',
    });
  });

  it.each([[[]], [['strady']], [['steady', 'spike']], [['steady', '--rate', '0']]])(
    'refuses %j and says how it is used',
    (commandLine) => {
      expect(() => optionsOf(commandLine)).toThrow(USAGE);
    },
  );
});

describe.each(SCENARIOS)('the scenario $name', ({ phases, events }) => {
  it('fills the whole time, and has its events in order within it', () => {
    expect(phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    const times = events.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // After the warm-up, so that there is a before, and with time for an after.
    expect(times.every((at) => at > (phases[0]?.share ?? 1) && at < 0.9)).toBe(true);
  });
});
