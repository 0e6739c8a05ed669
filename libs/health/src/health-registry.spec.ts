import { HealthRegistry } from './health-registry';
import { createApp, open, UP } from './testing/shop';

describe('registering an indicator', () => {
  const indicator = { name: 'store', critical: true, read: () => UP };
  let registry: HealthRegistry;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const app = await createApp(open, () => undefined);
    registry = app.get(HealthRegistry);
    close = () => app.close();
  });
  afterEach(() => close());

  it('refuses a name that is taken', () => {
    registry.register(indicator);
    expect(() => {
      registry.register(indicator);
    }).toThrow('registered twice');
  });

  it.each(['', 'Store', '__proto__', 'a b', '1st'])('refuses %p as a name', (name) => {
    expect(() => {
      registry.register({ ...indicator, name });
    }).toThrow('no name');
  });

  it('watches an indicator that is registered after the start', async () => {
    const checked = new Promise<void>((resolve) => {
      registry.register({
        ...indicator,
        name: 'late',
        check: () => {
          resolve();
          return Promise.resolve(UP);
        },
      });
    });
    await checked;
    expect(registry.reports().map(({ indicator }) => indicator.name)).toContain('late');
  });
});
