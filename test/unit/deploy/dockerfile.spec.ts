import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildOutputOf } from './build-output';
import { copiedFromCheckout, instructions } from './dockerfile';
import { ROOT, textOf } from './repository';

describe('deploy/Dockerfile', () => {
  it('starts what the build makes of the API', () => {
    expect(instructions('CMD')).toEqual([`["node", "${buildOutputOf('apps/api/src/main.ts')}"]`]);
  });

  it.each(copiedFromCheckout())(
    'copies %s, which exists and .dockerignore lets through',
    (path) => {
      expect(existsSync(join(ROOT, path))).toBe(true);
      expect(textOf('.dockerignore').split('\n')).toContain(`!${path}`);
    },
  );

  it('leaves everything else of the checkout out of the build', () => {
    const [first] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(first).toBe('*');
  });

  it('installs neither development packages nor the embedded PostgreSQL in the image', () => {
    expect(instructions('RUN')).toContainEqual(
      expect.stringMatching(/^npm ci (?=.*--omit=dev)(?=.*--omit=optional)/),
    );
  });

  it('runs as a user without privileges', () => {
    expect(instructions('USER')).toEqual(['node']);
  });

  it('asks its own liveness, on the port that is for it where there is one', () => {
    expect(instructions('HEALTHCHECK')).toEqual([
      expect.stringContaining(
        'http://127.0.0.1:${process.env.MANAGEMENT_PORT || process.env.PORT}/health/live',
      ),
    ]);
  });
});
