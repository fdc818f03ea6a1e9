import { findIdentityProvider, isOidc, isSaml } from './identity-providers.js';
import type { Sso } from './sso.js';

/** Where a provider has people sign out; null where it has no such place. */
export async function signOutPlace({ database, clients }: Sso, methods: readonly string[]): Promise<string | null> {
  const provider = await findIdentityProvider(database, methods[0] ?? '');
  if (isSaml(provider)) return provider.saml.sloUrl;
  if (!isOidc(provider)) return null;
  return (await clients.of(provider)).serverMetadata().end_session_endpoint ?? null;
}

/**
 * Has somebody who has signed out here sign out where they signed in.
 * @param methods of the session (arrival.ts)
 * @param leadsTo where the browser goes in the end
 * @returns where it goes first; null when there is nothing more to sign out of
 */
export async function signOutElsewhere(
  { database, logins, oidc, saml }: Sso,
  [providerId = '', loginId]: readonly string[],
  leadsTo: string,
): Promise<string | null> {
  const provider = await findIdentityProvider(database, providerId);
  if (!provider || loginId === undefined) return null;
  const proof = await logins.take(provider, loginId);
  if (proof?.kind === 'saml' && isSaml(provider)) return saml.signOut(provider, proof, leadsTo);
  if (proof?.kind === 'oidc' && isOidc(provider))
    return (await oidc.signOut(provider, proof.idToken, leadsTo))?.href ?? null;
  return null;
}
