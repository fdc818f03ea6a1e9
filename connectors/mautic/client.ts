import type { z } from 'zod';
import type { ConnectorSession, IssuedToken } from '../../platform/connectors/connector.js';
import type { HttpRequest, HttpResponse } from '../../platform/http/http-client.js';
import { readAnswer, refused } from './answers.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import {
  activityList,
  type Contact,
  type ContactFields,
  campaignAnswer,
  campaignList,
  contactAnswer,
  contactList,
  doneAnswer,
  memberOfCampaigns,
  memberOfSegments,
  noteAnswer,
  noteList,
  segmentAnswer,
  segmentList,
  statList,
  tokenAnswer,
} from './wire.js';

export type Session = ConnectorSession<Credentials, Settings>;
type Query = Readonly<Record<string, string | number>>;

/** POST /oauth/v2/token: OAuth 2.0 client credentials. It answers 400, not 401, where they are wrong. */
export async function requestToken({ baseUrl, credentials, http }: Omit<Session, 'accessToken'>): Promise<IssuedToken> {
  if (!('clientId' in credentials)) throw new Error('a user with a password has no token to ask for');
  const { clientId: client_id, clientSecret: client_secret } = credentials;
  const form = { grant_type: 'client_credentials', client_id, client_secret };
  const answer = await http.send({ method: 'POST', url: `${baseUrl}/oauth/v2/token`, form });
  if (answer.status === 400) throw refused(answer, 'authentication');
  // Asked for twice, no harm is done.
  const token = readAnswer(answer, tokenAnswer, 'retryable');
  return { accessToken: token.access_token, expiresInSeconds: token.expires_in };
}

/** A condition on the rows of a list, as `where[0][col]=…`; `order` is by a column, lowest first. */
export interface Selection {
  where: readonly { col: string; expr: 'eq' | 'gte' | 'in'; val: string }[];
  orderBy?: string;
  start?: number;
  limit?: number;
}

function selected({ where, orderBy, start = 0, limit = 100 }: Selection): Query {
  const conditions = where.flatMap((condition, index) =>
    Object.entries(condition).map(([part, value]): [string, string] => [`where[${index}][${part}]`, value]),
  );
  const order: [string, string][] = orderBy
    ? [
        ['order[0][col]', orderBy],
        ['order[0][dir]', 'asc'],
      ]
    : [];
  return { ...Object.fromEntries([...conditions, ...order]), start, limit };
}

/** GET /contacts. */
export async function findContacts(session: Session, selection: Selection): Promise<Contact[]> {
  return Object.values((await read(session, '/contacts', contactList, selected(selection))).contacts);
}

/** GET /contacts?search=ids:…: those of them that are there. */
export async function getContacts(session: Session, ids: readonly number[]): Promise<Contact[]> {
  if (ids.length === 0) return [];
  const query = { search: `ids:${ids.join(',')}`, limit: ids.length };
  return Object.values((await read(session, '/contacts', contactList, query)).contacts);
}

export async function countContacts(session: Session): Promise<number> {
  return (await read(session, '/contacts', contactList, { limit: 1 })).total;
}

/** GET /contacts/{id}; `null` when there is none. */
export async function getContact(session: Session, id: string): Promise<Contact | null> {
  return (await find(session, `/contacts/${encodeURIComponent(id)}`, contactAnswer))?.contact ?? null;
}

/** POST /contacts/new: changes the contact that has the e-mail address, or makes one. */
export async function saveContact(session: Session, fields: ContactFields): Promise<Contact> {
  return (await write(session, 'POST', '/contacts/new', contactAnswer, fields)).contact;
}

/** PATCH /contacts/{id}/edit: what is left out stays. */
export async function changeContact(session: Session, id: number, fields: ContactFields): Promise<Contact> {
  return (await write(session, 'PATCH', `/contacts/${id}/edit`, contactAnswer, fields)).contact;
}

/** POST /contacts/{id}/dnc/{channel}/add, as unsubscribed. Done again, it stays. */
export async function addDoNotContact(session: Session, id: number, channel: string, comments: string): Promise<void> {
  await write(session, 'POST', `/contacts/${id}/dnc/${channel}/add`, contactAnswer, { reason: 1, comments });
}

/** POST /contacts/{id}/dnc/{channel}/remove. */
export async function removeDoNotContact(session: Session, id: number, channel: string): Promise<void> {
  await write(session, 'POST', `/contacts/${id}/dnc/${channel}/remove`, contactAnswer.partial());
}

/** POST /contacts/{id}/points/{plus|minus}/{n}: done again, it is done twice. */
export async function changePoints(session: Session, id: number, delta: number, eventName: string): Promise<void> {
  const path = `/contacts/${id}/points/${delta > 0 ? 'plus' : 'minus'}/${Math.abs(delta)}`;
  await write(session, 'POST', path, doneAnswer, { eventName, actionName: 'Passerelle' });
}

const notesAPage = 100;

/** GET /contacts/{id}/notes: the first whose text holds this. */
export async function findNote(
  session: Session,
  id: number,
  text: string,
): Promise<{ id: number; text: string } | null> {
  for (let start = 0; ; start += notesAPage) {
    const { total, notes } = await read(session, `/contacts/${id}/notes`, noteList, { start, limit: notesAPage });
    const page = Object.values(notes);
    const found = page.find((note) => note.text?.includes(text));
    if (found) return { id: found.id, text: found.text ?? '' };
    if (page.length === 0 || start + page.length >= total) return null;
  }
}

/** POST /notes/new: done again, there are two. `dateTime` in ISO 8601. */
export async function addNote(
  session: Session,
  note: { lead: number; text: string; dateTime?: string },
): Promise<number> {
  return (await write(session, 'POST', '/notes/new', noteAnswer, { type: 'general', ...note })).note.id;
}

/** GET /contacts/{id}/segments: the ids of those it is in. */
export async function segmentsOf(session: Session, id: number): Promise<Set<number>> {
  const { segments } = await read(session, `/contacts/${id}/segments`, memberOfSegments);
  return new Set(Object.values(segments).map((segment) => segment.id));
}

/** GET /contacts/{id}/campaigns: the ids of those it is in. */
export async function campaignsOf(session: Session, id: number): Promise<Set<number>> {
  const { campaigns } = await read(session, `/contacts/${id}/campaigns`, memberOfCampaigns);
  return new Set(Object.values(campaigns).map((campaign) => campaign.id));
}

/** The same of both, with their names; `null` when there is no such contact. */
export async function listsOf(session: Session, id: string) {
  const path = `/contacts/${encodeURIComponent(id)}`;
  const [inCampaigns, inSegments] = await Promise.all([
    find(session, `${path}/campaigns`, memberOfCampaigns),
    find(session, `${path}/segments`, memberOfSegments),
  ]);
  if (!inCampaigns || !inSegments) return null;
  return { campaigns: Object.values(inCampaigns.campaigns), segments: Object.values(inSegments.segments) };
}

/** POST /segments|campaigns/{id}/contact/{contact}/add|remove. Adding a member, or removing a stranger, changes nothing. */
export async function setMembership(
  session: Session,
  list: { segment: number } | { campaign: number },
  { contact, member }: { contact: number; member: boolean },
): Promise<void> {
  const of = 'segment' in list ? `/segments/${list.segment}` : `/campaigns/${list.campaign}`;
  await write(session, 'POST', `${of}/contact/${contact}/${member ? 'add' : 'remove'}`, doneAnswer);
}

/** GET /campaigns and /campaigns/{id}; `null` when there is none. */
export async function listCampaigns(session: Session) {
  return Object.values((await read(session, '/campaigns', campaignList, { limit: 0 })).campaigns);
}
export async function getCampaign(session: Session, id: string) {
  return (await find(session, `/campaigns/${encodeURIComponent(id)}`, campaignAnswer))?.campaign ?? null;
}

/** GET /segments and /segments/{id}; `null` when there is none. */
export async function listSegments(session: Session) {
  return Object.values((await read(session, '/segments', segmentList, { limit: 0 })).lists);
}
export async function getSegment(session: Session, id: string) {
  return (await find(session, `/segments/${encodeURIComponent(id)}`, segmentAnswer))?.list ?? null;
}

type Table = 'campaign_leads' | 'email_stats' | 'lead_donotcontact' | 'lead_lists_leads' | 'lead_points_change_log';

/** GET /stats/{table}: rows as the database has them, their moments in UTC. */
export async function statRows(session: Session, table: Table, selection: Selection) {
  return (await read(session, `/stats/${table}`, statList, selected(selection))).stats;
}

/** GET /stats/{table}: how many there are. */
export async function countStats(
  session: Session,
  table: Table,
  where: Readonly<Record<string, string>>,
): Promise<number> {
  const conditions = Object.entries(where).map(([col, val]) => ({ col, expr: 'eq' as const, val }));
  return (await read(session, `/stats/${table}`, statList, selected({ where: conditions, limit: 1 }))).total;
}

/** GET /contacts/{id}/activity, the newest first; `null` when there is no such contact. */
export function contactActivity(session: Session, id: string) {
  return find(session, `/contacts/${encodeURIComponent(id)}/activity`, activityList, { limit: 50 });
}

/** GET /contacts?limit=1: one that costs nothing, for the credentials. */
export async function checkAccess(session: Session): Promise<void> {
  await countContacts(session);
}

async function call(session: Session, request: HttpRequest): Promise<HttpResponse> {
  const { http, credentials } = session;
  const authorization =
    'username' in credentials
      ? `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
      : `Bearer ${await session.accessToken()}`;
  return http.send({ ...request, url: `${session.baseUrl}/api${request.url}`, headers: { authorization } });
}

const textOf = (query: Query) => {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
};

async function find<T>(session: Session, path: string, schema: z.ZodType<T>, query: Query = {}): Promise<T | null> {
  const answer = await call(session, { method: 'GET', url: path + textOf(query) });
  return answer.status === 404 ? null : readAnswer(answer, schema, 'retryable');
}

async function read<T>(session: Session, path: string, schema: z.ZodType<T>, query: Query = {}): Promise<T> {
  return readAnswer(await call(session, { method: 'GET', url: path + textOf(query) }), schema, 'retryable');
}

async function write<T>(
  session: Session,
  method: 'POST' | 'PATCH',
  path: string,
  schema: z.ZodType<T>,
  json?: unknown,
): Promise<T> {
  return readAnswer(await call(session, { method, url: path, json }), schema, 'unknown-outcome');
}
