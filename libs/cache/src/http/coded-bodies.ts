import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { CacheRuntime } from '../internal/cache-runtime';
import type { ContentCoding } from './content-coding';
import type { StoredAnswer } from './stored-answer';

type Coded = Exclude<ContentCoding, 'identity'>;

/** On answers of 1 to 20 KB higher ones save a few percent of the bytes and cost a multiple of the time. */
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 4;

const compress: Readonly<Record<Coded, (text: string) => Promise<Buffer>>> = {
  gzip: (text) => promisify(gzip)(text, { level: GZIP_LEVEL }),
  br: (text) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
};

/**
 * The compressed bodies of kept answers: each made once in this process, on Node's thread pool, when
 * it is first asked for, and kept as long as the answer lies in memory.
 */
@Injectable()
export class CodedBodies {
  readonly #runtime: CacheRuntime;
  readonly #made = new WeakMap<StoredAnswer, Map<Coded, Buffer>>();
  readonly #making = new WeakMap<StoredAnswer, Map<Coded, Promise<Buffer | undefined>>>();

  constructor(@Inject(CacheRuntime) runtime: CacheRuntime) {
    this.#runtime = runtime;
  }

  /** undefined: not made yet. */
  known(answer: StoredAnswer, coding: Coded): Buffer | undefined {
    return this.#made.get(answer)?.get(coding);
  }

  /** undefined: it cannot be made, and the plain body has to do. Never rejects. */
  make(key: string, answer: StoredAnswer, coding: Coded): Promise<Buffer | undefined> {
    const making = of(this.#making, answer);
    const begun = making.get(coding);
    if (begun !== undefined) return begun;
    const promise = compress[coding](answer.text).then(
      (body) => this.#keep(key, answer, coding, body),
      () => undefined,
    );
    making.set(coding, promise);
    return promise.finally(() => making.delete(coding));
  }

  #keep(key: string, answer: StoredAnswer, coding: Coded, body: Buffer): Buffer {
    of(this.#made, answer).set(coding, body);
    this.#runtime.memory.grow(key, answer, body.byteLength);
    return body;
  }
}

function of<V>(map: WeakMap<StoredAnswer, Map<Coded, V>>, answer: StoredAnswer): Map<Coded, V> {
  const known = map.get(answer);
  if (known !== undefined) return known;
  const created = new Map<Coded, V>();
  map.set(answer, created);
  return created;
}
