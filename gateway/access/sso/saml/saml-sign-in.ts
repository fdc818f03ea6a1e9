import { randomBytes } from 'node:crypto';
import { type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import type { Claimed } from '../admit-person.js';
import type { SamlProvider } from '../identity-providers.js';
import type { SsoRecords } from '../sso-records.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { checkAssertion, checkResponse, clockSkewMs } from './check-assertion.js';
import { ClockedSaml } from './clocked-saml.js';
import { personOf } from './person-of.js';
import { readAssertion, readResponse } from './saml-messages.js';

export interface SamlSignInOptions {
  records: SsoRecords;
  /** Where the hub is reached. */
  issuer: () => string;
  now(): Date;
}

const waitsMs = 10 * 60_000;

/** Sign-in by SAML 2.0: requests by HTTP-Redirect, answers by HTTP-POST. */
export class SamlSignIn {
  readonly #options: SamlSignInOptions;

  constructor(options: SamlSignInOptions) {
    this.#options = options;
  }

  /** Where the browser goes. @param uid the sign-in of ours that it is for */
  start(provider: SamlProvider, uid: string): Promise<string> {
    return this.samlOf(provider, uid).getAuthorizeUrlAsync('', undefined, {});
  }

  /**
   * Who somebody is, by the answer that their browser posted.
   * @returns with the sign-in that it answers; null when it began at the provider
   * @throws SsoRefusedError
   */
  async finish(provider: SamlProvider, message: string): Promise<{ claimed: Claimed; uid: string | null }> {
    const { records, now } = this.#options;
    const response = await readResponse(message);
    const expected = { acsUrl: this.#acsUrl(provider), now: now() };
    checkResponse(response, provider, expected);
    const assertion = readAssertion(await this.#verified(provider, message));
    const { InResponseTo: inResponseTo } = response.$;
    const expiresAt = checkAssertion(assertion, provider, { ...expected, inResponseTo });
    const claimed = personOf(provider, assertion);
    if (inResponseTo === undefined && provider.saml.startUrl === null)
      throw new SsoRefusedError('nobody asked for this');
    const first = await records.keep(provider, 'assertion', assertion.$.ID ?? '', { expiresAt });
    if (!first) throw new SsoRefusedError('this assertion was used already');
    if (inResponseTo === undefined) return { claimed, uid: null };
    const request = await records.take(provider, 'request', inResponseTo);
    if (!request) throw new SsoRefusedError('the request was answered already');
    return { claimed, uid: request.uid };
  }

  /** What a provider's administrator has it read. */
  metadata(provider: SamlProvider): string {
    return this.samlOf(provider).generateServiceProviderMetadata(null);
  }

  /** node-saml, set up for the provider. @param uid the sign-in that a request it makes is for */
  samlOf(provider: SamlProvider, uid?: string): ClockedSaml {
    const { records, issuer, now } = this.#options;
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
      wantAssertionsSigned: saml.assertionSigned,
      // Then either signature will do: what is read is what was signed.
      wantAuthnResponseSigned: false,
      acceptedClockSkewMs: clockSkewMs,
      validateInResponseTo: saml.startUrl === null ? ValidateInResponseTo.always : ValidateInResponseTo.ifPresent,
      requestIdExpirationPeriodMs: waitsMs,
      generateUniqueId: () => `_${randomBytes(20).toString('hex')}`,
      cacheProvider: {
        async saveAsync(id, value) {
          const expiresAt = new Date(now().getTime() + waitsMs);
          await records.keep(provider, 'request', id, { ...(uid !== undefined && { uid }), expiresAt });
          return { value, createdAt: Date.now() };
        },
        // It is taken once everything else is good, by one caller alone.
        getAsync: async (id) => ((await records.find(provider, 'request', id)) ? new Date().toISOString() : null),
        removeAsync: async (id) => id,
      },
    };
    return new ClockedSaml(config, { now, audienceRequired: saml.audienceRequired });
  }

  async #verified(provider: SamlProvider, message: string): Promise<unknown> {
    try {
      const { profile } = await this.samlOf(provider).validatePostResponseAsync({ SAMLResponse: message });
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
