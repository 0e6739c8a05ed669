import { LoadTimeoutError } from '@strata/cache';
import { toAppError } from './to-app-error';

describe('An error that a library threw', () => {
  it('is the deadline of the request when a cached load was given up', () => {
    const cause = new LoadTimeoutError('gave up');
    expect(toAppError(cause)).toMatchObject({ code: 'DEADLINE_EXCEEDED', cause });
  });

  it("is the service's own fault when nothing is known of it", () => {
    for (const thrown of [new Error('secret'), 'secret', Object.assign(new Error(), { code: 'X' })])
      expect(toAppError(thrown)).toMatchObject({ code: 'INTERNAL_ERROR', cause: thrown });
  });
});
