import { RequestContext, type RequestScope } from './request-context';

/** What a log line says of the request that it belongs to. */
export interface RequestFields {
  request_id?: string;
  trace_id?: string;
  span_id?: string;
}

/** The fields of the request in force; none outside a request. A new object each time. */
export function requestFields(): RequestFields {
  const scope = RequestContext.current();
  return scope === undefined ? {} : fieldsOf(scope);
}

function fieldsOf({ requestId, trace }: RequestScope): RequestFields {
  if (trace === undefined) return { request_id: requestId };
  return { request_id: requestId, trace_id: trace.traceId, span_id: trace.spanId };
}
