import type { z } from 'zod';
import { VendorError, type VendorErrorKind } from '../../platform/connectors/vendor-error.js';
import type { HttpResponse } from '../../platform/http/http-client.js';
import { retryAfterMs } from '../../platform/http/retry-after.js';
import { errorAnswer } from './wire.js';

/**
 * The answer, where it is one of success and what Mautic documents.
 * @param onFailure what a 5xx or an answer that cannot be read means: nothing happened for a read, who knows for a write
 */
export function readAnswer<T>(answer: HttpResponse, schema: z.ZodType<T>, onFailure: VendorErrorKind): T {
  const { status } = answer;
  if (status < 200 || status >= 300) throw refused(answer, kindOf(status, onFailure));
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new VendorError(`It answered ${status} with a body that is not what Mautic documents.`, {
    kind: onFailure,
    vendorCode: 'UNREADABLE_ANSWER',
    httpStatus: status,
  });
}

function kindOf(status: number, onFailure: VendorErrorKind): VendorErrorKind {
  if (status === 429) return 'rate-limited';
  if (status === 401) return 'authentication';
  return status === 408 || status >= 500 ? onFailure : 'permanent';
}

export function refused({ status, headers, body }: HttpResponse, kind: VendorErrorKind): VendorError {
  return new VendorError(messageOf(body) ?? `It answered ${status}`, {
    kind,
    vendorCode: `HTTP_${status}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  });
}

function messageOf(body: unknown): string | null {
  const parsed = errorAnswer.safeParse(body);
  if (!parsed.success) return null;
  if ('errors' in parsed.data) return parsed.data.errors.map(({ message }) => message).join('; ');
  const { error } = parsed.data;
  if (typeof error === 'object') return error.message;
  return 'error_description' in parsed.data ? (parsed.data.error_description ?? error) : error;
}
