import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { parseXml2JsFromString } from '@node-saml/node-saml/lib/xml.js';
import { z } from 'zod';
import type { SamlProvider } from '../identity-providers.js';
import type { SsoRecords } from '../sso-records.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { refuseWeakSignatures, xmlOf } from './saml-messages.js';
import type { SamlSignIn } from './saml-sign-in.js';

const inflate = promisify(inflateRaw);
const maxXmlBytes = 256 * 1024;
const usedForMs = 24 * 60 * 60_000;

/** The parts of a signed HTTP-Redirect message; each may be there once, and nothing else with them. */
const redirectParts = ['RelayState', 'SigAlg', 'Signature'];
const strong = /#(rsa|ecdsa)-sha(256|384|512)$/;
const weak = /#rsa-sha1$/;

/** A provider asks for somebody to be signed out. */
export interface LogoutRequest {
  subject: string;
  /** Where the browser brings our answer; null when the provider wants none. */
  answer(done: boolean): Promise<string | null>;
}

type Saml = Awaited<ReturnType<SamlSignIn['samlOf']>>;
type Profile = NonNullable<Awaited<ReturnType<Saml['validateRedirectAsync']>>['profile']>;

export interface SamlLogoutOptions {
  saml: SamlSignIn;
  records: SsoRecords;
  /** Where logout requests are to be sent. */
  sloUrl: string;
  now(): Date;
}

/** A logout request by HTTP-Redirect. @param search as it stood in the address. @throws SsoRefusedError */
export async function readRedirectLogout(
  options: SamlLogoutOptions,
  provider: SamlProvider,
  search: string,
): Promise<LogoutRequest> {
  const { given, xml } = await readRedirect(provider, search, 'SAMLRequest');
  await checkRequest(options, xml);
  return checked(options, provider, given.RelayState, (saml) => saml.validateRedirectAsync(given, search));
}

/** A logout request by HTTP-POST. @throws SsoRefusedError */
export async function readPostedLogout(
  options: SamlLogoutOptions,
  provider: SamlProvider,
  form: URLSearchParams,
): Promise<LogoutRequest> {
  const message = form.get('SAMLRequest') ?? '';
  const xml = xmlOf(message);
  await refuseWeakSignatures(xml, provider.saml);
  await checkRequest(options, xml);
  return checked(options, provider, form.get('RelayState') ?? undefined, (saml) =>
    saml.validatePostRequestAsync({ SAMLRequest: message }),
  );
}

/**
 * The answer to a logout request of ours, by HTTP-Redirect.
 * @param search as it stood in the address
 * @returns where the browser goes now
 * @throws SsoRefusedError
 */
export async function readRedirectAnswer(
  options: SamlLogoutOptions,
  provider: SamlProvider,
  search: string,
): Promise<string> {
  const { given, xml } = await readRedirect(provider, search, 'SAMLResponse');
  return answered(options, provider, xml, (saml) => saml.validateRedirectAsync(given, search));
}

/** The same by HTTP-POST. @throws SsoRefusedError */
export async function readPostedAnswer(
  options: SamlLogoutOptions,
  provider: SamlProvider,
  form: URLSearchParams,
): Promise<string> {
  const message = form.get('SAMLResponse') ?? '';
  const xml = xmlOf(message);
  await refuseWeakSignatures(xml, provider.saml);
  return answered(options, provider, xml, (saml) => saml.validatePostResponseAsync({ SAMLResponse: message }));
}

/** The parts of a signed message that came in an address, and what it holds; the signature is not looked at yet. */
async function readRedirect({ saml }: SamlProvider, search: string, kind: 'SAMLRequest' | 'SAMLResponse') {
  const names = search.split('&').map((part) => part.split('=', 1)[0] ?? '');
  const given = Object.fromEntries(new URLSearchParams(search));
  const known = [kind, ...redirectParts];
  if (names.some((name) => !known.includes(name)) || new Set(names).size !== names.length) {
    throw new SsoRefusedError('the logout message has parts it should not have');
  }
  // node-saml takes a message without a signature.
  const { Signature, SigAlg = '' } = given;
  if (!Signature || !(strong.test(SigAlg) || (saml.sha1Accepted && weak.test(SigAlg))))
    throw new SsoRefusedError(`it is not signed, or in a way that is not taken: ${SigAlg}`);
  const packed = Buffer.from(given[kind] ?? '', 'base64');
  const message = await inflate(packed, { maxOutputLength: maxXmlBytes }).catch((cause: unknown) => {
    throw new SsoRefusedError('the logout message cannot be unpacked', { cause });
  });
  return { given, xml: xmlOf(message.toString('base64')) };
}

const attributes = z.record(z.string(), z.string());
const request = z.object({ LogoutRequest: z.object({ $: attributes }) });
const response = z.object({ LogoutResponse: z.object({ $: attributes }) });

/** A request that says no end is held to its age, and one must say where it was sent. */
async function checkRequest({ sloUrl, now }: SamlLogoutOptions, xml: string): Promise<void> {
  const parsed = request.safeParse(await parseXml2JsFromString(xml).catch(() => null));
  if (!parsed.success) throw new SsoRefusedError('it is no logout request');
  const { Destination, IssueInstant } = parsed.data.LogoutRequest.$;
  if (Destination !== sloUrl) throw new SsoRefusedError('the logout request was sent to another destination');
  const age = now().getTime() - Date.parse(IssueInstant ?? '');
  if (!(Math.abs(age) < usedForMs / 2)) throw new SsoRefusedError('the logout request is too old');
}

async function checked(
  { saml, records, now }: SamlLogoutOptions,
  provider: SamlProvider,
  relayState: string | undefined,
  validate: (saml: Saml) => Promise<{ profile: Profile | null }>,
): Promise<LogoutRequest> {
  const own = await saml.samlOf(provider, { signs: true });
  const { profile } = await validate(own).catch((cause: unknown) => {
    throw new SsoRefusedError('the logout request is not good', { cause });
  });
  if (!profile?.ID) throw new SsoRefusedError('it is no logout request');
  const expiresAt = new Date(now().getTime() + usedForMs);
  const first = await records.keep(provider, 'logout', profile.ID, { expiresAt });
  if (!first) throw new SsoRefusedError('this logout request was used already');
  return {
    subject: profile.nameID.trim(),
    answer: async (done) =>
      provider.saml.sloUrl === null ? null : own.getLogoutResponseUrlAsync(profile, relayState ?? '', {}, done),
  };
}

/** Whether the provider could sign them out everywhere does not change where they go: here they are signed out already. */
async function answered(
  { saml, records, sloUrl }: SamlLogoutOptions,
  provider: SamlProvider,
  xml: string,
  validate: (saml: Saml) => Promise<unknown>,
): Promise<string> {
  const parsed = response.safeParse(await parseXml2JsFromString(xml).catch(() => null));
  if (!parsed.success) throw new SsoRefusedError('it is no answer to a logout request');
  const { Destination, InResponseTo = '' } = parsed.data.LogoutResponse.$;
  if (Destination !== sloUrl) throw new SsoRefusedError('the answer was sent to another destination');
  await validate(await saml.samlOf(provider, { request: { kind: 'sign-out' }, signs: false })).catch(
    (cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : 'unknown';
      throw new SsoRefusedError(`the answer to the logout request is not good: ${reason}`, { cause });
    },
  );
  const asked = await records.take(provider, 'sign-out', InResponseTo);
  if (!asked?.leadsTo) throw new SsoRefusedError('this logout request was answered already, or never made');
  return asked.leadsTo;
}
