import type { z } from 'zod';
import type { ConnectorSession } from '../../platform/connectors/connector.js';
import { VendorError, type VendorErrorKind } from '../../platform/connectors/vendor-error.js';
import type { HttpRequest, HttpResponse } from '../../platform/http/http-client.js';
import { retryAfterMs } from '../../platform/http/retry-after.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import type { DocumentAction } from './statuses.js';
import {
  activityAnswer,
  type ClientBody,
  clientAnswer,
  type DocumentBody,
  type DocumentKind,
  documentAnswer,
  errorAnswer,
  type PaymentBody,
  paymentAnswer,
  type VendorActivity,
  type VendorClient,
  type VendorDocument,
  type VendorPayment,
  type VendorWebhook,
  webhookAnswer,
} from './wire.js';

export type Session = ConnectorSession<Credentials, Settings>;

interface Answers {
  clients: VendorClient;
  invoices: VendorDocument;
  quotes: VendorDocument;
  credits: VendorDocument;
  payments: VendorPayment;
  webhooks: VendorWebhook;
}
type Kind = keyof Answers;

/** What is written and read alike, by its name in the paths. */
const answers: { [K in Kind]: z.ZodType<Answers[K]> } = {
  clients: clientAnswer,
  invoices: documentAnswer,
  quotes: documentAnswer,
  credits: documentAnswer,
  payments: paymentAnswer,
  webhooks: webhookAnswer,
};

interface Bodies {
  clients: ClientBody;
  invoices: Partial<DocumentBody>;
  quotes: Partial<DocumentBody>;
  credits: Partial<DocumentBody>;
  payments: PaymentBody;
  webhooks: { event_id: string; target_url: string; rest_method: 'post'; format: 'JSON'; headers: object };
}

/** GET /ping: whose token it is. */
export async function ping(session: Session): Promise<void> {
  accepted(await call(session, { method: 'GET', url: 'ping' }), 'retryable');
}

/** GET /{kind}/{id}; `null` when there is no such id, which the server says with 400. */
export async function getOne<K extends Kind>(session: Session, kind: K, id: string): Promise<Answers[K] | null> {
  const answer = await call(session, { method: 'GET', url: `${kind}/${encodeURIComponent(id)}` });
  if (answer.status === 400 && messageOf(answer).startsWith('No query results')) return null;
  return one(answer, kind, 'retryable');
}

/** A page of a list, and how many pages there are; archived and deleted ones are in it unless the query says no. */
export async function list<K extends Kind>(
  session: Session,
  kind: K,
  query: Readonly<Record<string, string>>,
): Promise<{ rows: Answers[K][]; total: number }> {
  const answer = accepted(
    await call(session, { method: 'GET', url: `${kind}?${new URLSearchParams(query)}` }),
    'retryable',
  );
  const { data, meta } = enveloped(answer.body);
  const rows = answers[kind].array().safeParse(data);
  if (!rows.success) throw unreadable(answer, 'retryable');
  return { rows: rows.data, total: meta?.pagination?.total ?? rows.data.length };
}

/** POST /{kind}. */
export async function create<K extends Kind>(session: Session, kind: K, body: Bodies[K]): Promise<Answers[K]> {
  return one(await call(session, { method: 'POST', url: kind, json: body }), kind, 'unknown-outcome');
}

/** The same; `null` when its number, or its idempotency key, is taken. */
export async function createUnlessTaken<K extends Kind>(
  session: Session,
  kind: K,
  body: Bodies[K],
): Promise<Answers[K] | null> {
  const answer = await call(session, { method: 'POST', url: kind, json: body });
  const { errors } = errorAnswer.safeParse(answer.body).data ?? {};
  if (answer.status === 422 && (errors?.number ?? errors?.idempotency_key)) return null;
  return one(answer, kind, 'unknown-outcome');
}

/** PUT /{kind}/{id}: what is not given stays. */
export async function update<K extends Kind>(
  session: Session,
  kind: K,
  id: string,
  body: Bodies[K],
): Promise<Answers[K]> {
  return one(await call(session, { method: 'PUT', url: `${kind}/${id}`, json: body }), kind, 'unknown-outcome');
}

/**
 * GET /{kind}/{id}/{action}, and what has come of it: the server has no answer for some, and 200 for some that it did not
 * do. Credits have no such call, and are marked as sent by an update.
 */
export async function act(
  session: Session,
  kind: DocumentKind,
  { id, client_id }: VendorDocument,
  action: DocumentAction,
): Promise<VendorDocument> {
  const request: HttpRequest =
    kind === 'credits'
      ? { method: 'PUT', url: `${kind}/${id}?${action}=true`, json: { client_id } }
      : { method: 'GET', url: `${kind}/${id}/${action}` };
  const answer = accepted(await call(session, request), 'unknown-outcome');
  const document = await getOne(session, kind, id);
  if (!document) throw unreadable(answer, 'retryable');
  return document;
}

/** POST /emails. */
export async function email(
  session: Session,
  body: { entity: 'invoice' | 'credit'; entity_id: string; template: string },
): Promise<void> {
  accepted(await call(session, { method: 'POST', url: 'emails', json: body }), 'unknown-outcome');
}

/** GET /activities: what happened in the company, newest first. */
export async function activities(
  session: Session,
  query: { page: string; per_page: string },
): Promise<VendorActivity[]> {
  const answer = await call(session, { method: 'GET', url: `activities?${new URLSearchParams(query)}` });
  const rows = activityAnswer.array().safeParse(enveloped(accepted(answer, 'retryable').body).data);
  if (!rows.success) throw unreadable(answer, 'retryable');
  return rows.data;
}

/** GET /invoice/{invitation_key}/download. @throws VendorError when the answer is no PDF */
export async function downloadPdf(session: Session, entity: 'invoice' | 'credit', key: string): Promise<Uint8Array> {
  const url = `${entity}/${encodeURIComponent(key)}/download`;
  const answer = accepted(await call(session, { method: 'GET', url, asBytes: true }), 'retryable');
  const { body } = answer;
  if (!isBytes(body) || Buffer.from(body.subarray(0, 5)).toString() !== '%PDF-') {
    throw unreadable(answer, 'retryable');
  }
  return body;
}

/** The subscriptions that are still told of events; one that was answered 404, 405 or 410 is archived. */
export async function activeWebhooks(session: Session): Promise<VendorWebhook[]> {
  return (await list(session, 'webhooks', { status: 'active', per_page: '5000' })).rows;
}

async function call({ http, baseUrl, credentials }: Session, request: HttpRequest): Promise<HttpResponse> {
  return http.send({
    ...request,
    url: `${baseUrl}/api/v1/${request.url}`,
    headers: { 'x-api-token': credentials.apiKey, 'x-requested-with': 'XMLHttpRequest' },
  });
}

const isBytes = (body: unknown): body is Uint8Array => ArrayBuffer.isView(body);

interface Envelope {
  data: unknown;
  meta?: { pagination?: { total?: number } };
}

/** The server wraps what it answers in `data`; its description does not. */
const enveloped = (body: unknown): Envelope =>
  typeof body === 'object' && body !== null && 'data' in body ? (body as Envelope) : { data: body };

function one<K extends Kind>(answer: HttpResponse, kind: K, onServerError: VendorErrorKind): Answers[K] {
  const { data } = enveloped(accepted(answer, onServerError).body);
  const parsed = answers[kind].safeParse(data);
  if (!parsed.success) throw unreadable(answer, onServerError);
  return parsed.data;
}

/** @param onServerError what a 5xx means for this call: nothing happened for a read, who knows for a write */
function accepted(answer: HttpResponse, onServerError: VendorErrorKind): HttpResponse {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status === 429) throw refused(answer, 'rate-limited');
  // The server says 403 to a token it does not know, and also to what the token's user may not do.
  if (status === 401 || (status === 403 && messageOf(answer) === 'Invalid token')) {
    throw refused(answer, 'authentication');
  }
  throw refused(answer, status === 408 || status >= 500 ? onServerError : 'permanent');
}

const messageOf = ({ body }: HttpResponse): string => errorAnswer.safeParse(body).data?.message ?? '';

function refused(answer: HttpResponse, kind: VendorErrorKind): VendorError {
  const { status, headers, body } = answer;
  const fields = Object.entries(errorAnswer.safeParse(body).data?.errors ?? {});
  const problems = fields.map(([field, messages]) => `${field}: ${messages.join(' ')}`);
  return new VendorError([messageOf(answer) || `It answered ${status}`, ...problems].join(' '), {
    kind,
    vendorCode: `HTTP_${status}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  });
}

function unreadable({ status }: HttpResponse, kind: VendorErrorKind): VendorError {
  return new VendorError(`It answered ${status} with a body that is not what Invoice Ninja documents.`, {
    kind,
    vendorCode: 'UNREADABLE_ANSWER',
    httpStatus: status,
  });
}
