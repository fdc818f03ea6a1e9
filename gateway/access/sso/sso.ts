import type { Dispatcher } from 'undici';
import type { Database } from '../../../platform/database/database.js';
import type { SecretBox } from '../../../platform/secrets/secret-box.js';
import type { AddressOf } from '../client-address.js';
import type { OAuthServer } from '../oauth/oauth-server.js';
import type { SignInRecord } from '../oauth/sign-in-record.js';
import { OidcClients } from './oidc/oidc-clients.js';
import { OidcSignIn } from './oidc/oidc-sign-in.js';
import { SamlKeys } from './saml/saml-keys.js';
import { SamlSignIn } from './saml/saml-sign-in.js';
import { SsoLogins } from './sso-logins.js';
import { SsoRecords } from './sso-records.js';

export interface SsoOptions {
  server: OAuthServer;
  database: Database;
  secretBox: SecretBox;
  record: SignInRecord;
  /** Reaches public addresses alone. */
  dispatcher: Dispatcher;
  /** What is made for one sign-in and kept nowhere is made with this. */
  key: string;
  addressOf: AddressOf;
  /** Where the hub is reached. */
  issuer: () => string;
  now(): Date;
}

/** What the doors of sign-in elsewhere work with. */
export interface Sso extends Pick<SsoOptions, 'server' | 'database' | 'record' | 'addressOf' | 'issuer' | 'now'> {
  records: SsoRecords;
  logins: SsoLogins;
  clients: OidcClients;
  oidc: OidcSignIn;
  saml: SamlSignIn;
}

export function createSso({ secretBox, dispatcher, key, ...options }: SsoOptions): Sso {
  const { database, issuer, now } = options;
  const records = new SsoRecords(database, now);
  const clients = new OidcClients(secretBox, dispatcher);
  const oidc = new OidcSignIn({ clients, records, key, issuer, now });
  const saml = new SamlSignIn({ records, keys: new SamlKeys(database, secretBox), issuer, now });
  const logins = new SsoLogins(database, secretBox, now);
  return { ...options, records, logins, clients, oidc, saml };
}
