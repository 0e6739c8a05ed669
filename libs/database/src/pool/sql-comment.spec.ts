import { sqlComment, withComment } from './sql-comment';

describe('The SQL comment', () => {
  it('names its tags in order, and leaves out what is not known', () => {
    const comment = sqlComment({
      route: '/api/users/:id',
      application: 'my app',
      other: undefined,
    });
    expect(comment).toBe(` /*application='my%20app',route='%2Fapi%2Fusers%2F%3Aid'*/`);
    expect(sqlComment({ route: undefined })).toBe('');
  });

  it.each([`x'; DROP TABLE users; --`, `*/ SELECT 1 /*`, `\\' OR 1`, `a\nb`, '\ud800'])(
    'cannot be broken out of by %j',
    (route) => {
      expect(sqlComment({ route })).toMatch(/^ \/\*route='[A-Za-z0-9%._~!()-]+'\*\/$/);
    },
  );

  it('is added at the end, but not to a text that has comments', () => {
    expect(withComment('SELECT 1', ' /*c*/')).toBe('SELECT 1 /*c*/');
    expect(withComment('SELECT 1 -- one', ' /*c*/')).toBe('SELECT 1 -- one');
    expect(withComment('SELECT /* one */ 1', ' /*c*/')).toBe('SELECT /* one */ 1');
  });
});
