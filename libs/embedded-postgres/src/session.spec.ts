import { connectionString } from './session';

describe('connectionString', () => {
  it('escapes the name of the database', () => {
    const url = connectionString({ port: 5433, password: 'p-_', database: 'a b/ü' });
    expect(url).toBe('postgres://postgres:p-_@127.0.0.1:5433/a%20b%2F%C3%BC');
  });
});
