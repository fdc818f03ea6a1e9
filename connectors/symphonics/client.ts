import type { ConnectorSession, IssuedToken } from '../../platform/connectors/connector.js';
import { VendorError, type VendorErrorKind } from '../../platform/connectors/vendor-error.js';
import type { HttpRequest, HttpResponse } from '../../platform/http/http-client.js';
import { retryAfterMs } from '../../platform/http/retry-after.js';
import type { Credentials } from './credentials.js';
import {
  errorAnswer,
  type InterventionPayload,
  type InterventionUpdate,
  interventionList,
  storedIntervention,
  tokenAnswer,
} from './wire.js';

type Session = ConnectorSession<Credentials>;
type StoredIntervention = ReturnType<typeof storedIntervention.parse>;

/** POST /auth/token: OAuth 2.0 client credentials (RFC 6749, 4.4). */
export async function requestToken({ baseUrl, credentials, http }: Omit<Session, 'accessToken'>): Promise<IssuedToken> {
  const form = {
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
  };
  const answer = await http.send({ method: 'POST', url: `${baseUrl}/auth/token`, form });
  // Asking for a token twice does no harm, so an answer that can't be read is simply asked for again.
  const token = tokenAnswer.safeParse(accepted(answer, [200, 201], 'retryable').body);
  if (!token.success) throw unreadable(answer, 'retryable');
  return { accessToken: token.data.access_token, expiresInSeconds: token.data.expires_in };
}

/** POST /crm/interventions. A duplicate `external_id` is refused with 409 CONFLICT: see `isConflict`. */
export async function createIntervention(session: Session, payload: InterventionPayload): Promise<StoredIntervention> {
  const answer = await call(session, { method: 'POST', url: `${session.baseUrl}/crm/interventions`, json: payload });
  const stored = storedIntervention.safeParse(accepted(answer, [200, 201], 'unknown-outcome').body);
  if (!stored.success) throw unreadable(answer, 'unknown-outcome');
  return stored.data;
}

/**
 * PATCH /crm/interventions/{id}: adds documents and photos. Where Symphonics itself says that it failed, in the form it
 * documents, the update is repeated as it asks (002, retry logic); of any other 5xx nobody knows who gave it, or when.
 */
export async function updateIntervention(session: Session, id: string, update: InterventionUpdate): Promise<void> {
  const url = `${session.baseUrl}/crm/interventions/${encodeURIComponent(id)}`;
  const answer = await call(session, { method: 'PATCH', url, json: update });
  const saidSo = errorAnswer.safeParse(answer.body).success;
  const stored = storedIntervention.safeParse(accepted(answer, [200], saidSo ? 'retryable' : 'unknown-outcome').body);
  if (!stored.success) throw unreadable(answer, 'unknown-outcome');
}

/** GET /crm/interventions/{id}; `null` when Symphonics has no such id. */
export async function getIntervention(session: Session, id: string): Promise<StoredIntervention | null> {
  const url = `${session.baseUrl}/crm/interventions/${encodeURIComponent(id)}`;
  const answer = await call(session, { method: 'GET', url });
  if (answer.status === 404) return null;
  const stored = storedIntervention.safeParse(accepted(answer, [200], 'retryable').body);
  if (!stored.success) throw unreadable(answer, 'retryable');
  return stored.data;
}

/** GET /crm/interventions/{id} of one that cannot be there: the documented 404 says that address and credentials are right. */
export async function checkAccess(session: Session): Promise<void> {
  const answer = await call(session, { method: 'GET', url: `${session.baseUrl}/crm/interventions/connection-test` });
  // Only in the documented form: any server answers 404 at a wrong address.
  if (answer.status === 404 && errorAnswer.safeParse(answer.body).success) return;
  accepted(answer, [200], 'retryable');
}

/**
 * Looks an intervention up by our reference. 002 documents no such call, so two ways are tried: the list filtered by
 * `external_id`, and our reference in place of the id (docs/decisions/0006-reconciling-with-symphonics.md).
 */
export async function findByExternalId(session: Session, externalId: string): Promise<StoredIntervention | null> {
  const url = `${session.baseUrl}/crm/interventions?external_id=${encodeURIComponent(externalId)}`;
  const answer = await call(session, { method: 'GET', url });
  const list = interventionList.safeParse(answer.body);
  if (answer.status === 200 && list.success)
    return list.data.data.find((one) => one.external_id === externalId) ?? null;
  if (![400, 404, 405, 501].includes(answer.status)) accepted(answer, [200], 'retryable');
  const direct = await getIntervention(session, externalId);
  return direct?.external_id === externalId ? direct : null;
}

/** Whether a create was refused because Symphonics already has the `external_id`. */
export const isConflict = (error: unknown): error is VendorError =>
  error instanceof VendorError && error.vendorStatus === 409;

/** Of the ids that a refusal mentions (`sym_…`), the intervention that has our reference. */
export async function findMentioned(
  session: Session,
  { details }: VendorError,
  externalId: string,
): Promise<StoredIntervention | null> {
  const mentioned = Array.isArray(details.mentionedIds) ? details.mentionedIds.slice(0, 3) : [];
  for (const id of mentioned) {
    const stored = await getIntervention(session, String(id));
    if (stored?.external_id === externalId) return stored;
  }
  return null;
}

/** @throws VendorError `authentication` when the token is not accepted */
export async function call({ http, accessToken }: Session, request: HttpRequest): Promise<HttpResponse> {
  const answer = await http.send({ ...request, headers: { authorization: `Bearer ${await accessToken()}` } });
  if (answer.status === 401) throw refused(answer, 'authentication');
  return answer;
}

/** @param onServerError what a 5xx means for this call: nothing happened for a read, who knows for a write */
export function accepted(
  answer: HttpResponse,
  statuses: readonly number[],
  onServerError: VendorErrorKind,
): HttpResponse {
  if (statuses.includes(answer.status)) return answer;
  if (answer.status === 429) throw refused(answer, 'rate-limited');
  if (answer.status === 401) throw refused(answer, 'authentication');
  if (answer.status === 408 || answer.status >= 500) throw refused(answer, onServerError);
  if (answer.status >= 200 && answer.status < 300) throw unreadable(answer, onServerError);
  throw refused(answer, 'permanent');
}

function refused({ status, headers, body }: HttpResponse, kind: VendorErrorKind): VendorError {
  const parsed = errorAnswer.safeParse(body);
  const error = parsed.success ? parsed.data.error : undefined;
  const fields = (error?.details ?? []).map(({ field, message }) => `${field}: ${message}`);
  const text = [error?.message || `It answered ${status}`, ...fields].join('; ');
  return new VendorError(text, {
    kind,
    vendorCode: error?.code ?? `HTTP_${status}`,
    httpStatus: status,
    vendorRequestId: error?.request_id ?? headers['x-request-id'],
    retryAfterMs: retryAfterMs(headers['retry-after']),
    details: {
      violations: error?.details ?? [],
      mentionedIds: [...new Set(JSON.stringify(body ?? null).match(/\bsym_\w{1,64}/g))],
    },
  });
}

export function unreadable({ status, headers }: HttpResponse, kind: VendorErrorKind): VendorError {
  return new VendorError(`It answered ${status} with a body that is not what Symphonics documents.`, {
    kind,
    vendorCode: 'UNREADABLE_ANSWER',
    httpStatus: status,
    vendorRequestId: headers['x-request-id'],
  });
}
