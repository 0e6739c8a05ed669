import * as zlib from 'node:zlib';
import { Controller, Get, Param } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheService } from '../cache.service';
import { HttpCache } from '../decorators/http-cache';
import { startHttpApp } from './testing/http-app';

let calls = 0;

@Controller('lists')
class ListsController {
  @Get(':length')
  @HttpCache({ scope: 'public' })
  list(@Param('length') length: string) {
    calls++;
    const item = (id: number) => ({ id, name: `Item ${String(id)}`, state: 'waiting' });
    return { data: Array.from({ length: Number(length) }, (_, id) => item(id)) };
  }
}

const DECODERS = { br: zlib.brotliDecompressSync, gzip: zlib.gunzipSync };
const LONG = '/lists/100';

// Both ways of answering a hit: by the interceptor, and before Nest runs.
describe.each([false, true])('coded answers, answered early: %s', (early) => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    calls = 0;
    app = await startHttpApp(ListsController, { early });
  });

  afterEach(() => app.close());

  const get = (url: string, coding?: string, headers: Record<string, string> = {}) =>
    app.inject({
      url,
      headers: { ...headers, ...(coding !== undefined && { 'accept-encoding': coding }) },
    });

  it.each(['br', 'gzip'] as const)('are sent as %s, on a miss and on hits', async (coding) => {
    const plain = await get(LONG);
    await app.get(CacheService).clear();
    for (const outcome of ['fwd=miss', 'hit', 'hit']) {
      const { headers, rawPayload } = await get(LONG, coding);
      expect(headers).toMatchObject({
        'content-encoding': coding,
        'content-length': String(rawPayload.length),
        'content-type': plain.headers['content-type'],
        vary: 'accept-encoding',
        etag: String(plain.headers.etag).replace(/"$/, `-${coding}"`),
      });
      expect(headers['cache-status']).toContain(outcome);
      expect(rawPayload.length).toBeLessThan(0.3 * plain.rawPayload.length);
      expect(DECODERS[coding](rawPayload).toString()).toBe(plain.body);
    }
    expect(calls).toBe(2);
  });

  it('are compressed once, however many ask, and counted for what they take', async () => {
    await get(LONG);
    const { bytes } = app.get(CacheService).stats().memory;
    const [first] = await Promise.all(Array.from({ length: 20 }, () => get(LONG, 'br')));
    await get(LONG, 'br');
    const { memory } = app.get(CacheService).stats();
    expect(memory.bytes).toBe(bytes + (first?.rawPayload.length ?? 0));
    await app.get(CacheService).clear();
    expect(app.get(CacheService).stats().memory.bytes).toBe(0);
  });

  it('are as they are where they are short, or the client takes no other', async () => {
    const short = await get('/lists/1', 'br');
    expect(short.headers).not.toHaveProperty('content-encoding');
    expect(short.headers).not.toHaveProperty('vary');
    const plain = await get(LONG, 'identity');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.headers.vary).toBe('accept-encoding');
  });

  it('are known to a client by the tag of the coding that it asks for, and by no other', async () => {
    const tags: Record<string, string> = {};
    for (const coding of ['identity', 'gzip', 'br']) {
      tags[coding] = String((await get(LONG, coding)).headers.etag);
    }
    expect(new Set(Object.values(tags)).size).toBe(3);
    for (const coding of ['identity', 'gzip', 'br']) {
      for (const [of, tag] of Object.entries(tags)) {
        const answer = await get(LONG, coding, { 'if-none-match': tag });
        expect([coding, of, answer.statusCode]).toEqual([coding, of, of === coding ? 304 : 200]);
        if (of === coding) {
          expect(answer.headers).toMatchObject({ etag: tag, vary: 'accept-encoding' });
          expect(answer.headers).not.toHaveProperty('content-encoding');
        }
      }
    }
  });

  it('answer HEAD with the headers of GET', async () => {
    const full = await get(LONG, 'gzip');
    const headers = { 'accept-encoding': 'gzip' };
    const head = await app.inject({ method: 'HEAD', url: LONG, headers });
    expect(head.rawPayload).toHaveLength(0);
    for (const name of ['etag', 'content-encoding', 'content-length', 'vary']) {
      expect(head.headers[name]).toBe(full.headers[name]);
    }
  });
});

it('are never compressed where compressFromBytes is Infinity', async () => {
  const cache = { http: { compressFromBytes: Infinity } };
  const app = await startHttpApp(ListsController, { cache });
  try {
    const answer = await app.inject({ url: LONG, headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers).not.toHaveProperty('content-encoding');
  } finally {
    await app.close();
  }
});
