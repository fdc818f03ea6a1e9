import type { Refusal } from '../kit/refusal.js';

const codes: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  422: 'VALIDATION_ERROR',
  429: 'RATE_LIMITED',
};

/** The documented error format. Statuses that are not in the document's table take the code of their class. */
export function errorBody({ status, message, details }: Refusal, requestId: string) {
  const code = codes[status] ?? (status >= 500 ? 'SERVER_ERROR' : 'INVALID_REQUEST');
  return { error: { code, message, ...(details.length > 0 && { details }), request_id: requestId } };
}
