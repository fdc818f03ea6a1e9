import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { parseXml2JsFromString } from '@node-saml/node-saml/lib/xml.js';
import { z } from 'zod';
import type { SamlProvider } from '../identity-providers.js';
import type { SsoRecords } from '../sso-records.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { xmlOf } from './saml-messages.js';
import type { SamlSignIn } from './saml-sign-in.js';

const inflate = promisify(inflateRaw);
const maxXmlBytes = 256 * 1024;
const usedForMs = 24 * 60 * 60_000;

/** The parts of a signed HTTP-Redirect message; each may be there once, and nothing else with them. */
const redirectParts = ['SAMLRequest', 'RelayState', 'SigAlg', 'Signature'];
const signatures = /#(rsa-sha(1|256|384|512)|ecdsa-sha(256|384|512))$/;

/** A provider asks for somebody to be signed out. */
export interface LogoutRequest {
  subject: string;
  /** Where the browser brings our answer; null when the provider wants none. */
  answer(done: boolean): Promise<string | null>;
}

type Profile = NonNullable<Awaited<ReturnType<ReturnType<SamlSignIn['samlOf']>['validateRedirectAsync']>>['profile']>;

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
  const names = search.split('&').map((part) => part.split('=', 1)[0] ?? '');
  const given = Object.fromEntries(new URLSearchParams(search));
  if (names.some((name) => !redirectParts.includes(name)) || new Set(names).size !== names.length) {
    throw new SsoRefusedError('the logout request has parts it should not have');
  }
  // node-saml takes a message without a signature.
  if (!given.Signature || !signatures.test(given.SigAlg ?? '')) throw new SsoRefusedError('it is not signed');
  const packed = Buffer.from(given.SAMLRequest ?? '', 'base64');
  const message = await inflate(packed, { maxOutputLength: maxXmlBytes }).catch((cause: unknown) => {
    throw new SsoRefusedError('the logout request cannot be unpacked', { cause });
  });
  await checkRequest(options, xmlOf(message.toString('base64')));
  return checked(options, provider, given.RelayState, () =>
    options.saml.samlOf(provider).validateRedirectAsync(given, search),
  );
}

/** A logout request by HTTP-POST. @throws SsoRefusedError */
export async function readPostedLogout(
  options: SamlLogoutOptions,
  provider: SamlProvider,
  form: URLSearchParams,
): Promise<LogoutRequest> {
  const message = form.get('SAMLRequest') ?? '';
  await checkRequest(options, xmlOf(message));
  return checked(options, provider, form.get('RelayState') ?? undefined, () =>
    options.saml.samlOf(provider).validatePostRequestAsync({ SAMLRequest: message }),
  );
}

const shape = z.object({ LogoutRequest: z.object({ $: z.record(z.string(), z.string()) }) });

/** A request that says no end is held to its age, and one must say where it was sent. */
async function checkRequest({ sloUrl, now }: SamlLogoutOptions, xml: string): Promise<void> {
  const parsed = shape.safeParse(await parseXml2JsFromString(xml).catch(() => null));
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
  validate: () => Promise<{ profile: Profile | null }>,
): Promise<LogoutRequest> {
  const { profile } = await validate().catch((cause: unknown) => {
    throw new SsoRefusedError('the logout request is not good', { cause });
  });
  if (!profile?.ID) throw new SsoRefusedError('it is no logout request');
  const expiresAt = new Date(now().getTime() + usedForMs);
  const first = await records.keep(provider, 'logout', profile.ID, { expiresAt });
  if (!first) throw new SsoRefusedError('this logout request was used already');
  return {
    subject: profile.nameID.trim(),
    answer: async (done) =>
      provider.saml.sloUrl === null
        ? null
        : saml.samlOf(provider).getLogoutResponseUrlAsync(profile, relayState ?? '', {}, done),
  };
}
