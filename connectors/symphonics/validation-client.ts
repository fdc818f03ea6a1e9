import type { z } from 'zod';
import type { ConnectorSession } from '../../platform/connectors/connector.js';
import type { HttpResponse } from '../../platform/http/http-client.js';
import { accepted, call, unreadable } from './client.js';
import type { Credentials } from './credentials.js';
import { errorAnswer, type PdlLookupPayload, pdlAnswer, pdlLookupAnswer, userAnswer } from './wire.js';

type Session = ConnectorSession<Credentials>;

/** GET /validation/pdl/{pdl}: 400 with `valid: false` is its answer for a number that is none. */
export async function getPdl(session: Session, pdl: string): Promise<z.output<typeof pdlAnswer>> {
  const url = `${session.baseUrl}/validation/pdl/${encodeURIComponent(pdl)}`;
  const answer = await call(session, { method: 'GET', url });
  return read(answer, pdlAnswer, 400);
}

/** POST /validation/pdl/lookup; `null` when Symphonics knows no such place. It changes nothing, so it may be repeated. */
export async function findPdl(
  session: Session,
  payload: PdlLookupPayload,
): Promise<z.output<typeof pdlLookupAnswer> | null> {
  const url = `${session.baseUrl}/validation/pdl/lookup`;
  const answer = await call(session, { method: 'POST', url, json: payload });
  // Only in the documented form: any server answers 404 at a wrong address.
  if (answer.status === 404 && errorAnswer.safeParse(answer.body).success) return null;
  return read(answer, pdlLookupAnswer);
}

/** GET /validation/user/{email}: 404 with `exists: false` is its answer for somebody it does not know. */
export async function getUser(session: Session, email: string): Promise<z.output<typeof userAnswer>> {
  const url = `${session.baseUrl}/validation/user/${encodeURIComponent(email)}`;
  const answer = await call(session, { method: 'GET', url });
  return read(answer, userAnswer, 404);
}

/** @param negative the status that carries the documented "no"; with another body it is a refusal like any other */
function read<Answer>(answer: HttpResponse, schema: z.ZodType<Answer>, negative?: number): Answer {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success && (answer.status === 200 || answer.status === negative)) return parsed.data;
  accepted(answer, [200], 'retryable');
  throw unreadable(answer, 'retryable');
}
