import type { FastifyReply, FastifyRequest } from 'fastify';
import { generateSecret } from '../../../platform/access/one-time-secret.js';
import { findIdentityProvider, type IdentityProvider } from './identity-providers.js';
import type { Sso } from './sso.js';

/** Somebody who came in by a provider. */
export interface Arrival {
  userId: string;
  providerId: string;
  /** What they are signed out again by, there. */
  loginId: string | null;
}

/** What oidc-provider's session keeps of it (`amr`): by whom, and by what they are signed out again there. */
export const methodsOf = ({ providerId, loginId }: Pick<Arrival, 'providerId' | 'loginId'>): string[] =>
  loginId === null ? [providerId] : [providerId, loginId];

const cookie = 'passerelle_sso';
const goodForMs = 5 * 60_000;

/** Makes a ticket: whoever shows it within five minutes, once, is that user. @param uid the sign-in it is for, if any */
export async function issueTicket(
  { records, now }: Sso,
  provider: IdentityProvider,
  { userId, uid, loginId }: { userId: string; uid: string | null; loginId: string },
): Promise<string> {
  const ticket = generateSecret();
  await records.keep(provider, 'ticket', ticket, {
    uid,
    userId,
    loginId,
    expiresAt: new Date(now().getTime() + goodForMs),
  });
  return ticket;
}

/** Takes the ticket that an answer to a sign-in of ours came to. */
export async function takeTicket(
  { records }: Sso,
  provider: IdentityProvider,
  ticket: string,
  uid: string | null,
): Promise<Arrival | undefined> {
  const record = await records.take(provider, 'ticket', ticket);
  if (!record?.userId || record.uid !== uid) return undefined;
  return { userId: record.userId, providerId: provider.id, loginId: record.loginId };
}

/** Has the browser of somebody who started at the provider keep their ticket until a program asks who they are. */
export function carryTicket({ issuer }: Sso, reply: FastifyReply, provider: IdentityProvider, ticket: string): void {
  const secure = issuer().startsWith('https:') ? '; Secure' : '';
  const value = `${cookie}=${provider.id}.${ticket}; Path=/sign-in; Max-Age=${goodForMs / 1_000}`;
  reply.header('set-cookie', `${value}; HttpOnly; SameSite=Lax${secure}`);
}

/** Takes the ticket that a browser carries, when it is for this organization. */
export async function takeCarried(
  sso: Sso,
  { headers }: FastifyRequest,
  organizationId: string,
): Promise<Arrival | undefined> {
  const found = new RegExp(`(?:^|; )${cookie}=([\\w-]{36})\\.([\\w-]+)`).exec(headers.cookie ?? '');
  const [, providerId = '', ticket = ''] = found ?? [];
  const provider = await findIdentityProvider(sso.database, providerId);
  if (provider?.organizationId !== organizationId) return undefined;
  return takeTicket(sso, provider, ticket, null);
}
