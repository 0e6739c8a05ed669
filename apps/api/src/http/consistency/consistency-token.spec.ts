import { ConsistencyTokens, type ConsistencyToken } from './consistency-token';

const tokens = new ConsistencyTokens('a secret of at least thirty-two bytes');

describe('A consistency token', () => {
  it.each<ConsistencyToken>([
    {},
    { position: '1:0/3000148' },
    { position: '1:0/3000148', cache: { epoch: 'e1', sequence: 7 } },
    { cache: { epoch: 'e1', sequence: 7 } },
  ])('comes back as it was written: %j', (token) => {
    expect(tokens.read(tokens.write(token))).toEqual(token);
  });

  it('asks for the newest state when another secret has signed it', () => {
    const foreign = new ConsistencyTokens('another secret of thirty-two bytes');
    expect(tokens.read(foreign.write({ position: '1:0/1' }))).toEqual({});
  });

  it('asks for the newest state when its content was changed', () => {
    const [version, , mac] = tokens.write({ position: '1:0/3000148' }).split('.');
    const payload = Buffer.from('["1:0/1"]').toString('base64url');
    expect(tokens.read(`${version}.${payload}.${mac}`)).toEqual({});
  });

  it('asks for the newest state when it is of another version', () => {
    expect(tokens.read(tokens.write({ position: '1:0/1' }).replace('1.', '2.'))).toEqual({});
  });

  it.each([
    '',
    '1',
    '1..',
    'a.b.c',
    `1.${'x'.repeat(500)}.${'A'.repeat(22)}`,
    '1.x.short',
    '1.x y.z',
  ])('is refused when it is "%s"', (text) => {
    expect(() => tokens.read(text)).toThrow('The Consistency-Token header is not valid');
  });
});
