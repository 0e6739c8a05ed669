import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { attachEntityTags } from './entity-tags';

/** Length from which answers are compressed; a shorter one fits into one packet as it is. See ADR 0018. */
export const COMPRESS_FROM_BYTES = 1_024;

/** As the cache compresses what it keeps. */
const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const ZLIB_OPTIONS = { level: 6 };

/**
 * Compresses the answers that the cache does not, and gives those of reads an entity tag for each
 * coding. Call it before the application is initialised.
 */
export async function compressAnswers(app: NestFastifyApplication): Promise<void> {
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    threshold: COMPRESS_FROM_BYTES,
    brotliOptions: BROTLI_OPTIONS,
    zlibOptions: ZLIB_OPTIONS,
    // Compressed bodies of requests stay refused: a small one may hold a large one.
    globalDecompression: false,
  });
  attachEntityTags(app.getHttpAdapter().getInstance(), COMPRESS_FROM_BYTES);
}
