import { Inject, Injectable } from '@nestjs/common';
import { CacheRuntime } from '../internal/cache-runtime';
import { CodedBodies } from './coded-bodies';
import { isKnownToClient } from './conditional';
import { codedTag, contentCoding, type ContentCoding } from './content-coding';
import {
  headerText,
  type HttpRequest,
  type HttpResponse,
  setHeader,
  varyNames,
} from './http-exchange';
import type { StoredAnswer } from './stored-answer';

/** What is sent: text, its compressed form, or nothing. */
export type AnswerBody = string | Buffer | undefined;

/** A kept answer, its key, and the exchange in which it is sent. */
export interface Outgoing {
  readonly key: string;
  readonly answer: StoredAnswer;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

const ACCEPT_ENCODING = 'accept-encoding';

/** Seconds since the answer was made; 0 where another process's clock is ahead of ours. */
export function ageSeconds({ generatedAtMs }: StoredAnswer): number {
  return Math.max(0, Math.floor((Date.now() - generatedAtMs) / 1_000));
}

/** Prepares kept answers for sending: in the coding that the client asks for, or as 304. */
@Injectable()
export class AnswerWriter {
  readonly #bodies: CodedBodies;
  readonly #compressFrom: number;

  constructor(
    @Inject(CodedBodies) bodies: CodedBodies,
    @Inject(CacheRuntime) runtime: CacheRuntime,
  ) {
    this.#bodies = bodies;
    this.#compressFrom = runtime.options.http.compressFromBytes;
  }

  /**
   * Sets status and headers: 304 when the client has the answer already.
   *
   * @returns the body to send, undefined with 304; a promise, which does not reject, when it has to
   *   be compressed first
   */
  prepare(outgoing: Outgoing): AnswerBody | Promise<AnswerBody> {
    const { key, answer, request, response } = outgoing;
    const isLong = answer.text.length >= this.#compressFrom;
    const coding = this.#codingFor(request, isLong);
    const names = isLong || coding !== 'identity' ? [...answer.vary, ACCEPT_ENCODING] : answer.vary;
    if (names.length > 0) addVary(response, names);
    const { etag } = answer.headers;
    if (etag !== undefined && isKnownToClient(request, codedTag(etag, coding))) {
      return notModified(outgoing, coding);
    }
    if (coding === 'identity') return plain(outgoing);
    const body = this.#bodies.known(answer, coding);
    if (body !== undefined) return coded(outgoing, coding, body);
    return this.#bodies
      .make(key, answer, coding)
      .then((made) => (made === undefined ? plain(outgoing) : coded(outgoing, coding, made)));
  }

  #codingFor(request: HttpRequest, isLong: boolean): ContentCoding {
    if (this.#compressFrom === Infinity) return 'identity';
    return contentCoding(headerText(request, ACCEPT_ENCODING), isLong);
  }
}

function plain({ answer, response }: Outgoing): string {
  setHeaders(response, answer.headers);
  return answer.text;
}

function coded({ answer, response }: Outgoing, coding: ContentCoding, body: Buffer): Buffer {
  setHeaders(response, answer.headers);
  setHeader(response, 'content-encoding', coding);
  setCodedTag(answer, response, coding);
  return body;
}

function notModified({ answer, response }: Outgoing, coding: ContentCoding): undefined {
  for (const name in answer.headers) {
    if (!name.startsWith('content-')) setHeader(response, name, answer.headers[name] ?? '');
  }
  setCodedTag(answer, response, coding);
  response.status(304);
}

function setHeaders(response: HttpResponse, headers: StoredAnswer['headers']): void {
  for (const name in headers) setHeader(response, name, headers[name] ?? '');
}

function setCodedTag(
  { headers: { etag } }: StoredAnswer,
  response: HttpResponse,
  coding: ContentCoding,
): void {
  if (etag !== undefined) setHeader(response, 'etag', codedTag(etag, coding));
}

/** Adds names to Vary, which others, such as CORS, may have set. */
export function addVary(response: HttpResponse, names: readonly string[]): void {
  const all = new Set([...varyNames(response.getHeader('vary')), ...names]);
  setHeader(response, 'vary', [...all].join(', '));
}
