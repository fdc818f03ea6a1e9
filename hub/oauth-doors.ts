import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { AddressOf } from '../gateway/access/client-address.js';
import { registerInvitations } from '../gateway/access/oauth/invitation-routes.js';
import { createOAuthServer } from '../gateway/access/oauth/oauth-server.js';
import type { SignOutElsewhere } from '../gateway/access/oauth/provider.js';
import { registerOAuth } from '../gateway/access/oauth/register-oauth.js';
import { createSignInRecord } from '../gateway/access/oauth/sign-in-record.js';
import { registerSignIn } from '../gateway/access/oauth/sign-in-routes.js';
import { registerOidcDoors } from '../gateway/access/sso/oidc/oidc-doors.js';
import { registerSamlDoors } from '../gateway/access/sso/saml/saml-doors.js';
import { registerSsoPages } from '../gateway/access/sso/sign-in-pages.js';
import { signOutElsewhere, signOutPlace } from '../gateway/access/sso/sign-out-elsewhere.js';
import { createSso, type Sso } from '../gateway/access/sso/sso.js';
import type { Assembly } from './assemble.js';
import { schemeOf } from './browser-rules.js';

/** The authorization server, and the pages on which people sign in. */
export async function registerOAuthDoors(
  app: FastifyInstance,
  { config, database, services, keyring, logger }: Assembly,
  addressOf: AddressOf,
): Promise<void> {
  const issuer = () => new URL(config.PUBLIC_URL ?? localUrl(app, schemeOf(config))).origin;
  const cookieKeys = keyring.all().map((master) => master.derive('oauth-cookies').toString('base64url'));
  const record = createSignInRecord(database, services.audit);
  const { secretBox, outbound, now } = services;
  const elsewhere: SignOutElsewhere = {
    place: (methods) => signOutPlace(sso, methods),
    begin: (methods, leadsTo) => signOutElsewhere(sso, methods, leadsTo),
  };
  const server = createOAuthServer({ database, secretBox, record, logger, cookieKeys, elsewhere, issuer });
  await registerOAuth(app, { server, issuer, addressOf });
  const sso: Sso = createSso({
    server,
    database,
    secretBox,
    record,
    dispatcher: outbound.dispatcher,
    key: keyring.all()[0].derive('sso').toString('base64url'),
    addressOf,
    issuer,
    now,
  });
  await registerSignIn(app, { server, sso, database, record, logger, addressOf, issuer });
  await registerSsoPages(app, sso);
  await registerOidcDoors(app, sso);
  await registerSamlDoors(app, sso);
  await registerInvitations(app, { database, record, addressOf, issuer });
}

function localUrl({ server }: FastifyInstance, scheme: string): string {
  const { address, port, family } = server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}
