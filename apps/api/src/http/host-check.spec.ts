import { isLoopbackHost } from './host-check';

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.1.2.3:8000', '[::1]', '[::1]:3000'])(
    'accepts %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each([undefined, '', 'example.com', 'localhost.example.com', '127.0.0.1.nip.io', '10.0.0.1'])(
    'refuses %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
    },
  );
});
