import type { AnalysisRequest } from './analysis';
import { contentHash, requestHash } from './request-hash';

const REQUEST: AnalysisRequest = { userId: 'ada', kind: 'text', title: 'ab', content: 'c' };

describe('the hash of a request', () => {
  it('is the same for the same request, whoever owns it', () => {
    expect(requestHash({ ...REQUEST, userId: 'bob' })).toBe(requestHash({ ...REQUEST }));
    expect(requestHash(REQUEST)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<Partial<AnalysisRequest>>([
    { kind: 'issue' },
    { title: undefined },
    { title: '' },
    { title: 'a', content: 'bc' },
    { content: 'C' },
    { issueKey: 'TEST-1' },
    { projectId: '0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3b' },
  ])('differs with %j', (change) => {
    expect(requestHash({ ...REQUEST, ...change })).not.toBe(requestHash(REQUEST));
    expect(contentHash({ ...REQUEST, ...change }, 'a/1')).not.toBe(contentHash(REQUEST, 'a/1'));
  });

  it('of stored content differs with the analyser, that of the request does not', () => {
    expect(contentHash(REQUEST, 'a/1')).not.toBe(contentHash(REQUEST, 'a/2'));
    expect(contentHash(REQUEST, 'a/1')).not.toBe(requestHash(REQUEST));
  });
});
