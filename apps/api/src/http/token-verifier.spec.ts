import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { TokenVerifier } from './token-verifier';

const SECRET = 'a secret of at least thirty-two bytes';
const key = new TextEncoder().encode(SECRET);

function sign(claims: JWTPayload, secret = key, expires: string | number = '5m'): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(secret);
}

const alice = { sub: 'alice', roles: ['user'] };

describe('TokenVerifier with a shared secret', () => {
  const verifier = new TokenVerifier({ jwtSecret: SECRET });

  it('names the caller of a valid token', async () => {
    await expect(verifier.verify(await sign(alice))).resolves.toEqual({
      subject: 'alice',
      roles: ['user'],
      isAdmin: false,
    });
  });

  it('remembers a token that it has verified', async () => {
    const token = await sign({ ...alice, jti: 'never seen' });
    expect(verifier.remembered(token)).toBeUndefined();
    const caller = await verifier.verify(token);
    expect(verifier.remembered(token)).toBe(caller);
  });

  it('forgets a remembered token when it expires', async () => {
    const token = await sign(alice);
    await verifier.verify(token);
    jest.useFakeTimers({ now: Date.now() + 301_000, doNotFake: ['nextTick', 'setImmediate'] });
    try {
      expect(verifier.remembered(token)).toBeUndefined();
      await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    ['another secret', () => sign(alice, new TextEncoder().encode('x'.repeat(32)))],
    ['an expiry in the past', () => sign(alice, key, Math.floor(Date.now() / 1000) - 1)],
    ['no signature (alg none)', () => new UnsecuredJWT(alice).setExpirationTime('5m').encode()],
    ['no subject', () => sign({ roles: ['user'] })],
    ['no expiry', () => new SignJWT(alice).setProtectedHeader({ alg: 'HS256' }).sign(key)],
    ['no JWT form', () => 'nonsense'],
    ['more than 8 KiB', () => sign({ ...alice, padding: 'x'.repeat(9_000) })],
    ['a subject with half a surrogate pair', () => sign({ ...alice, sub: 'alice\ud800' })],
    ['a subject with NUL', () => sign({ ...alice, sub: 'alice\0' })],
    ['a subject of more than 256 characters', () => sign({ ...alice, sub: 'x'.repeat(257) })],
  ])('refuses a token with %s', async (_name, make) => {
    await expect(verifier.verify(await make())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([undefined, [], ['root'], 'admin'])('refuses roles %j', async (roles) => {
    const token = await sign({ sub: 'alice', roles });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('requires the issuer and the audience when they are configured', async () => {
    const strict = new TokenVerifier({ jwtSecret: SECRET, issuer: 'us', audience: 'api' });
    await expect(
      strict.verify(await sign({ ...alice, iss: 'us', aud: 'api' })),
    ).resolves.toBeDefined();
    await expect(
      strict.verify(await sign({ ...alice, iss: 'us', aud: 'x' })),
    ).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(strict.verify(await sign({ ...alice, aud: 'api' }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('TokenVerifier with a key set', () => {
  let server: Server;
  let jwksUrl: string;
  let privateKey: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    privateKey = pair.privateKey;
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }];
    server = createServer((_request, response) => response.end(JSON.stringify({ keys })));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    jwksUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks`;
  });

  afterAll(() => server.close());

  it('accepts a token signed with a key of the set', async () => {
    const token = await new SignJWT(alice)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setExpirationTime('5m')
      .sign(privateKey);
    await expect(new TokenVerifier({ jwksUrl }).verify(token)).resolves.toMatchObject({
      subject: 'alice',
    });
  });

  it('refuses a token signed with a shared secret', async () => {
    await expect(new TokenVerifier({ jwksUrl }).verify(await sign(alice))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('says that tokens cannot be verified while the key set is unreachable', async () => {
    const token = await new SignJWT(alice)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setExpirationTime('5m')
      .sign(privateKey);
    const unreachable = new TokenVerifier({ jwksUrl: 'http://127.0.0.1:1/jwks' });
    await expect(unreachable.verify(token)).rejects.toMatchObject({
      code: 'AUTHENTICATION_UNAVAILABLE',
    });
  });
});
