import {
  apiKeyExpiryProblem,
  apiKeyNameProblem,
  apiKeyScopesProblem,
  apiKeySubjectProblem,
} from './api-key-fields';

describe('the fields of an API key', () => {
  it.each(['Nightly import', 'x'.repeat(200), '漢字'])('accept the name %j', (name) =>
    expect(apiKeyNameProblem(name)).toBeUndefined(),
  );

  it.each(['', '  ', 'x'.repeat(201), 'a\nb', 'a\0', '\ud800', 7, null, undefined])(
    'refuse the name %j',
    (name) => expect(apiKeyNameProblem(name)).toMatch(/^must /),
  );

  it('take subjects as long as those of tokens', () => {
    expect(apiKeySubjectProblem('s'.repeat(256))).toBeUndefined();
    expect(apiKeySubjectProblem('s'.repeat(257))).toMatch(/256/);
  });

  it.each([[['read']], [['write', 'read']], [['admin', 'read', 'write']]])(
    'accept the scopes %j',
    (scopes) => expect(apiKeyScopesProblem(scopes)).toBeUndefined(),
  );

  it.each([[[]], ['read'], [['root']], [['read', 'read']], [['read', null]], [null], [undefined]])(
    'refuse the scopes %j',
    (scopes) => expect(apiKeyScopesProblem(scopes)).toMatch(/^must /),
  );

  it('refuse an expiry that has passed', () => {
    const now = new Date();
    expect(apiKeyExpiryProblem(new Date(now.getTime() + 1), now)).toBeUndefined();
    expect(apiKeyExpiryProblem(now, now)).toBe('must be in the future');
  });
});
