import type { SamlProvider } from '../identity-providers.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { type SamlAssertion, type SamlResponse, textOf } from './saml-messages.js';

/** How far clocks may be apart, in milliseconds. */
export const clockSkewMs = 60_000;

export interface Expected {
  /** Where the provider was to send its answer. */
  acsUrl: string;
  now: Date;
}

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

const refuse = (reason: string): never => {
  throw new SsoRefusedError(reason);
};

/** What stands around the assertion says for whom it is and that it went well. @throws SsoRefusedError */
export function checkResponse({ $, Issuer, Status }: SamlResponse, provider: SamlProvider, { acsUrl }: Expected): void {
  if ($.Version !== '2.0') refuse('the response is not of SAML 2.0');
  if (Status?.StatusCode?.$.Value !== success) refuse(`the provider says ${Status?.StatusCode?.$.Value}`);
  if (textOf(Issuer) !== provider.issuer) refuse('the response is of another issuer');
  if ($.Destination !== acsUrl) refuse('the response was sent to another destination');
}

/**
 * What node-saml does not look at, or looks at only sometimes: that the assertion is for us, here, now, and answers the
 * request that the response says it answers.
 * @returns until when it could be used
 * @throws SsoRefusedError
 */
export function checkAssertion(
  assertion: SamlAssertion,
  provider: SamlProvider,
  { acsUrl, now, inResponseTo }: Expected & { inResponseTo: string | undefined },
): Date {
  if (!assertion.$.ID) refuse('the assertion has no id');
  if (textOf(assertion.Issuer) !== provider.issuer) refuse('the assertion is of another issuer');
  if (textOf(assertion.Subject?.NameID) === '') refuse('the assertion names nobody');
  for (const { $ } of assertion.AuthnStatement) {
    const end = $.SessionNotOnOrAfter;
    if (end !== undefined && !isAfter(end, now)) refuse('the session at the provider is over');
  }
  const reasons: string[] = [];
  for (const { $: confirmation, SubjectConfirmationData: all } of assertion.Subject?.SubjectConfirmation ?? []) {
    const [data] = all;
    const { Recipient, NotOnOrAfter, NotBefore, InResponseTo } = data?.$ ?? {};
    if (confirmation.Method !== bearer) reasons.push('the subject is not confirmed by bearing');
    else if (Recipient !== acsUrl) reasons.push('the assertion is for another recipient');
    else if (NotOnOrAfter === undefined || !isAfter(NotOnOrAfter, now)) reasons.push('the assertion is over');
    else if (NotBefore !== undefined && Date.parse(NotBefore) > now.getTime() + clockSkewMs)
      reasons.push('it is too early');
    else if (InResponseTo !== inResponseTo) reasons.push('the assertion answers another request');
    else return new Date(Date.parse(NotOnOrAfter) + clockSkewMs);
  }
  return refuse(reasons[0] ?? 'the subject is not confirmed');
}

const isAfter = (moment: string, now: Date): boolean => Date.parse(moment) + clockSkewMs > now.getTime();
