import { isUtf8 } from 'node:buffer';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AppError } from '@strata/errors';

const NOT_UTF_8 = 'JSON is encoded in UTF-8 (RFC 8259); the body has bytes that are not.';

/**
 * Takes JSON bodies and no others. Forms and plain texts, which Nest and Fastify take as well, are what pages of any
 * other origin may send without being asked first.
 */
export class JsonAdapter extends FastifyAdapter {
  override registerParserMiddleware(): void {
    const instance = this.getInstance();
    instance.removeContentTypeParser(['application/json', 'text/plain']);
    const parse = instance.getDefaultJsonParser('error', 'error');
    const parseBytes = (
      request: FastifyRequest,
      body: Buffer,
      done: (error: Error | null, body?: unknown) => void,
    ): void => {
      if (isUtf8(body)) void parse(request, body.toString(), done);
      else done(new AppError('MALFORMED_JSON', { detail: NOT_UTF_8 }));
    };
    instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseBytes);
  }
}
