import type { z } from 'zod';
import type { ConnectorSession } from '../../platform/connectors/connector.js';
import { VendorError, type VendorErrorKind } from '../../platform/connectors/vendor-error.js';
import type { HttpRequest, HttpResponse } from '../../platform/http/http-client.js';
import { retryAfterMs } from '../../platform/http/retry-after.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import {
  createdSubmitters,
  errorAnswer,
  type NewSubmission,
  type Submission,
  type Submitter,
  submissionAnswer,
  submitterAnswer,
  submitterList,
} from './wire.js';

type Session = ConnectorSession<Credentials, Settings>;

/** POST /submissions: a request to sign a template. DocuSeal takes the same twice: see `findByExternalId`. */
export async function createSubmission(session: Session, submission: NewSubmission): Promise<Submission> {
  const answer = await call(session, { method: 'POST', url: `${session.baseUrl}/submissions`, json: submission });
  const submitters = createdSubmitters.safeParse(accepted(answer, 'unknown-outcome').body);
  const id = submitters.data?.[0]?.submission_id;
  if (!submitters.data || id === undefined) throw unreadable(answer, 'unknown-outcome');
  return { id, status: 'pending', expire_at: submission.expire_at, submitters: submitters.data };
}

/** GET /submissions/{id}; `null` when DocuSeal has no such id. */
export async function getSubmission(session: Session, id: string): Promise<Submission | null> {
  const answer = await call(session, {
    method: 'GET',
    url: `${session.baseUrl}/submissions/${encodeURIComponent(id)}`,
  });
  if (answer.status === 404) return null;
  return read(answer, submissionAnswer);
}

/** GET /submitters?external_id=: the party we named so, and its submission. */
export async function findByExternalId(session: Session, externalId: string): Promise<Submission | null> {
  const query = new URLSearchParams({ external_id: externalId, limit: '10' });
  const answer = await call(session, { method: 'GET', url: `${session.baseUrl}/submitters?${query}` });
  const found = read(answer, submitterList).data.find((one) => one.external_id === externalId);
  return found?.submission_id ? getSubmission(session, String(found.submission_id)) : null;
}

/** PUT /submitters/{id} with nothing to change: the answer tells where the party signs, which that to GET does not. */
export async function askWhereSigned(session: Session, id: number): Promise<Submitter> {
  const url = `${session.baseUrl}/submitters/${id}`;
  return read(await call(session, { method: 'PUT', url, json: {} }), submitterAnswer);
}

/** PUT /submitters/{id} with `send_email`: the request is mailed again, to another address if one is given. */
export async function resendRequest(session: Session, id: number, email: string | null): Promise<void> {
  const url = `${session.baseUrl}/submitters/${id}`;
  const answer = await call(session, { method: 'PUT', url, json: { send_email: true, ...(email && { email }) } });
  accepted(answer, 'unknown-outcome');
}

/** DELETE /submissions/{id}: archived, and not to be signed any more. What is gone already is no error. */
export async function archiveSubmission(session: Session, id: string): Promise<void> {
  const url = `${session.baseUrl}/submissions/${encodeURIComponent(id)}`;
  const answer = await call(session, { method: 'DELETE', url });
  // Archived twice, it is archived: a server's failure is simply asked for again.
  if (answer.status !== 404) accepted(answer, 'retryable');
}

/** GET /templates: one that costs nothing, for the key. */
export async function checkAccess(session: Session): Promise<void> {
  accepted(await call(session, { method: 'GET', url: `${session.baseUrl}/templates?limit=1` }), 'retryable');
}

async function call({ http, credentials }: Session, request: HttpRequest): Promise<HttpResponse> {
  return http.send({ ...request, headers: { 'x-auth-token': credentials.apiKey } });
}

function read<T>(answer: HttpResponse, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(accepted(answer, 'retryable').body);
  if (!parsed.success) throw unreadable(answer, 'retryable');
  return parsed.data;
}

/** @param onServerError what a 5xx means for this call: nothing happened for a read, who knows for a write */
function accepted(answer: HttpResponse, onServerError: VendorErrorKind): HttpResponse {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status === 429) throw refused(answer, 'rate-limited');
  if (status === 401) throw refused(answer, 'authentication');
  throw refused(answer, status === 408 || status >= 500 ? onServerError : 'permanent');
}

function refused({ status, headers, body }: HttpResponse, kind: VendorErrorKind): VendorError {
  const parsed = errorAnswer.safeParse(body);
  return new VendorError(parsed.success ? parsed.data.error : `It answered ${status}`, {
    kind,
    vendorCode: `HTTP_${status}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  });
}

function unreadable({ status }: HttpResponse, kind: VendorErrorKind): VendorError {
  return new VendorError(`It answered ${status} with a body that is not what DocuSeal documents.`, {
    kind,
    vendorCode: 'UNREADABLE_ANSWER',
    httpStatus: status,
  });
}
