import { GatewayTimeoutException } from '@nestjs/common';

/** Answered as 504: the request has `only-if-cached`, and nothing is kept that it wants (RFC 9111, section 5.2.1.7). */
export class AnswerNotCachedError extends GatewayTimeoutException {
  readonly code = 'ANSWER_NOT_CACHED';
}
