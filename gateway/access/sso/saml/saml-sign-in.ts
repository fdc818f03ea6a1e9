import { randomBytes } from 'node:crypto';
import { type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import type { Claimed } from '../admit-person.js';
import type { SamlProvider } from '../identity-providers.js';
import type { LoginProof } from '../sso-logins.js';
import type { SsoRecords } from '../sso-records.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { checkAssertion, checkResponse, clockSkewMs } from './check-assertion.js';
import { ClockedSaml } from './clocked-saml.js';
import { personOf } from './person-of.js';
import type { SamlKeys } from './saml-keys.js';
import { readAssertion, readResponse, type SamlAssertion, textOf } from './saml-messages.js';

export interface SamlSignInOptions {
  records: SsoRecords;
  keys: SamlKeys;
  /** Where the hub is reached. */
  issuer: () => string;
  now(): Date;
}

const waitsMs = 10 * 60_000;
const unspecified = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

/** What a session at a provider is known by, there. */
type SamlSession = Extract<LoginProof, { kind: 'saml' }>;

export interface SamlUse {
  /** What a request is for, as it is kept until its answer comes. Default: a sign-in. */
  request?: { kind?: 'sign-out'; uid?: string; leadsTo?: string };
  /** Whether what is made is signed, where there is a key. */
  signs: boolean;
}

/** Sign-in by SAML 2.0: requests by HTTP-Redirect, answers by HTTP-POST. */
export class SamlSignIn {
  readonly #options: SamlSignInOptions;

  constructor(options: SamlSignInOptions) {
    this.#options = options;
  }

  /** Where the browser goes. @param uid the sign-in of ours that it is for */
  async start(provider: SamlProvider, uid: string): Promise<string> {
    const saml = await this.samlOf(provider, { request: { uid }, signs: provider.saml.requestsSigned });
    return saml.getAuthorizeUrlAsync('', undefined, {});
  }

  /**
   * Who somebody is, by the answer that their browser posted.
   * @returns with the sign-in that it answers, null when it began at the provider, and what ends their session there
   * @throws SsoRefusedError
   */
  async finish(
    provider: SamlProvider,
    message: string,
  ): Promise<{ claimed: Claimed; uid: string | null; session: SamlSession }> {
    const { records, now } = this.#options;
    const response = await readResponse(message, provider.saml);
    const expected = { acsUrl: this.#acsUrl(provider), now: now() };
    checkResponse(response, provider, expected);
    const assertion = readAssertion(await this.#verified(provider, message));
    const { InResponseTo: inResponseTo } = response.$;
    const expiresAt = checkAssertion(assertion, provider, { ...expected, inResponseTo });
    const claimed = personOf(provider, assertion);
    const session = sessionOf(assertion);
    if (inResponseTo === undefined && provider.saml.startUrl === null)
      throw new SsoRefusedError('nobody asked for this');
    const first = await records.keep(provider, 'assertion', assertion.$.ID ?? '', { expiresAt });
    if (!first) throw new SsoRefusedError('this assertion was used already');
    if (inResponseTo === undefined) return { claimed, session, uid: null };
    const request = await records.take(provider, 'request', inResponseTo);
    if (!request) throw new SsoRefusedError('the request was answered already');
    return { claimed, session, uid: request.uid };
  }

  /**
   * Where the browser of somebody who leaves goes, with a signed LogoutRequest (HTTP-Redirect); null when the provider has
   * no such place, or there is no key. @param leadsTo where the browser goes in the end
   */
  async signOut(provider: SamlProvider, session: SamlSession, leadsTo: string): Promise<string | null> {
    const key = await this.#options.keys.of(provider.organizationId);
    if (provider.saml.sloUrl === null || !key) return null;
    const saml = await this.samlOf(provider, { request: { kind: 'sign-out', leadsTo }, signs: true });
    const { nameId: nameID, format = unspecified, nameQualifier, spNameQualifier, sessionIndex } = session;
    return saml.getLogoutUrlAsync(
      {
        issuer: provider.issuer,
        nameID,
        nameIDFormat: format,
        ...(nameQualifier !== undefined && { nameQualifier }),
        ...(spNameQualifier !== undefined && { spNameQualifier }),
        ...(sessionIndex !== undefined && { sessionIndex }),
      },
      '',
      {},
    );
  }

  /** What a provider's administrator has it read. */
  async metadata(provider: SamlProvider): Promise<string> {
    const key = await this.#options.keys.of(provider.organizationId);
    const saml = await this.samlOf(provider, { signs: true });
    const xml = saml.generateServiceProviderMetadata(null, key?.certificate ?? null);
    // node-saml says that requests are signed as soon as there is a key.
    return xml.replace(/AuthnRequestsSigned="\w+"/, `AuthnRequestsSigned="${provider.saml.requestsSigned}"`);
  }

  /** node-saml, set up for the provider. */
  async samlOf(provider: SamlProvider, { request, signs }: SamlUse): Promise<ClockedSaml> {
    const { records, keys, issuer, now } = this.#options;
    const key = signs ? await keys.of(provider.organizationId) : null;
    if (signs && !key && provider.saml.requestsSigned) throw new Error('the organization has no key to sign with');
    const base = `${issuer()}/sso/saml/${provider.id}`;
    const { saml } = provider;
    const config: SamlConfig = {
      callbackUrl: this.#acsUrl(provider),
      issuer: saml.serviceEntityId ?? `${base}/metadata`,
      idpIssuer: provider.issuer,
      idpCert: saml.certificates,
      entryPoint: saml.ssoUrl,
      ...(saml.sloUrl && { logoutUrl: saml.sloUrl }),
      logoutCallbackUrl: `${base}/slo`,
      identifierFormat: null,
      disableRequestedAuthnContext: true,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      ...(key && { privateKey: key.privateKey }),
      wantAssertionsSigned: saml.assertionSigned,
      // Then either signature will do: what is read is what was signed.
      wantAuthnResponseSigned: false,
      acceptedClockSkewMs: clockSkewMs,
      // Of an answer to a sign-out node-saml finds what it answers only when it came in the address (saml-logout.ts looks again).
      validateInResponseTo:
        saml.startUrl === null && request?.kind === undefined
          ? ValidateInResponseTo.always
          : ValidateInResponseTo.ifPresent,
      requestIdExpirationPeriodMs: waitsMs,
      generateUniqueId: () => `_${randomBytes(20).toString('hex')}`,
      cacheProvider: {
        async saveAsync(id, value) {
          const expiresAt = new Date(now().getTime() + waitsMs);
          await records.keep(provider, request?.kind ?? 'request', id, { ...request, expiresAt });
          return { value, createdAt: Date.now() };
        },
        // It is taken once everything else is good, by one caller alone.
        getAsync: async (id) =>
          (await records.find(provider, request?.kind ?? 'request', id)) ? new Date().toISOString() : null,
        removeAsync: async (id) => id,
      },
    };
    return new ClockedSaml(config, { now, audienceRequired: saml.audienceRequired });
  }

  async #verified(provider: SamlProvider, message: string): Promise<unknown> {
    try {
      const saml = await this.samlOf(provider, { signs: false });
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: message });
      return profile?.getAssertion?.();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown';
      throw new SsoRefusedError(`the response is not good: ${reason}`, { cause });
    }
  }

  #acsUrl({ id, saml }: SamlProvider): string {
    return saml.serviceAcsUrl ?? `${this.#options.issuer()}/sso/saml/${id}/acs`;
  }
}

function sessionOf({ Subject, AuthnStatement }: SamlAssertion): SamlSession {
  const { Format, NameQualifier, SPNameQualifier } = Subject?.NameID?.$ ?? {};
  return {
    kind: 'saml',
    nameId: textOf(Subject?.NameID),
    format: Format,
    nameQualifier: NameQualifier,
    spNameQualifier: SPNameQualifier,
    sessionIndex: AuthnStatement[0]?.$.SessionIndex,
  };
}
