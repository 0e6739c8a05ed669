import { eventually } from '../../support/eventually';

describe('eventually', () => {
  it('answers what the assertion answers once it passes', async () => {
    let attempts = 0;
    const third = () => {
      attempts += 1;
      expect(attempts).toBeGreaterThanOrEqual(3);
      return attempts;
    };
    await expect(eventually(third, { intervalMs: 1 })).resolves.toBe(3);
  });

  it('fails as the assertion last failed', async () => {
    const never = () => Promise.reject(new Error('never'));
    await expect(eventually(never, { timeoutMs: 20, intervalMs: 1 })).rejects.toThrow('never');
  });
});
