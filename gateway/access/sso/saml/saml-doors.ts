import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readForms } from '../../oauth/forms.js';
import { languageOf } from '../../oauth/pages/language.js';
import { pageHeaders } from '../../oauth/pages/layout.js';
import { signedOutPage } from '../../oauth/pages/messages.js';
import { admit } from '../admit.js';
import { carryTicket, issueTicket } from '../arrival.js';
import { endSessions } from '../end-sessions.js';
import { findIdentityProvider, isSaml, type SamlProvider } from '../identity-providers.js';
import type { Sso } from '../sso.js';
import { showRefusals } from '../sso-errors.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import {
  type LogoutRequest,
  readPostedAnswer,
  readPostedLogout,
  readRedirectAnswer,
  readRedirectLogout,
} from './saml-logout.js';

type Route = { Params: { provider: string } };

/** What a response with its certificates may have at most, in bytes. */
const maxMessageBytes = 512 * 1024;

/** The endpoints of a SAML 2.0 service provider: metadata, assertion consumer service, single logout service. */
export async function registerSamlDoors(app: FastifyInstance, sso: Sso): Promise<void> {
  const providerOf = async ({ provider: id }: Route['Params']): Promise<SamlProvider> => {
    const provider = await findIdentityProvider(sso.database, id);
    if (!isSaml(provider)) throw new SsoRefusedError('there is no such provider');
    return provider;
  };

  const signOut = async (
    request: FastifyRequest,
    reply: FastifyReply,
    provider: SamlProvider,
    logout: LogoutRequest,
  ) => {
    const from = { address: sso.addressOf(request.raw), requestId: request.id };
    const answer = await logout.answer(await endSessions(sso.record, provider, logout.subject, from));
    if (answer !== null) return reply.redirect(answer, 303);
    return reply.headers(pageHeaders()).send(signedOutPage(languageOf(request.headers['accept-language'])));
  };
  const logoutOptions = ({ id }: SamlProvider) => ({
    saml: sso.saml,
    records: sso.records,
    sloUrl: `${sso.issuer()}/sso/saml/${id}/slo`,
    now: sso.now,
  });

  await app.register(async (door) => {
    readForms(door, maxMessageBytes);
    showRefusals(door);
    door.get<Route>('/sso/saml/:provider/metadata', async ({ params }, reply) => {
      const provider = await providerOf(params);
      return reply.type('application/samlmetadata+xml').send(await sso.saml.metadata(provider));
    });
    door.post<Route & { Body: URLSearchParams }>('/sso/saml/:provider/acs', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const provider = await providerOf(request.params);
      const { claimed, uid, session } = await sso.saml.finish(provider, request.body.get('SAMLResponse') ?? '');
      const userId = await admit(sso, request, provider, claimed);
      const loginId = await sso.logins.keep(provider, session);
      const ticket = await issueTicket(sso, provider, { userId, uid, loginId });
      if (uid !== null) {
        return reply.redirect(`/sign-in/${uid}/sso?${new URLSearchParams({ provider: provider.id, ticket })}`, 303);
      }
      carryTicket(sso, reply, provider, ticket);
      return reply.redirect(provider.saml.startUrl ?? sso.issuer(), 303);
    });
    door.get<Route>('/sso/saml/:provider/slo', async (request, reply) => {
      const provider = await providerOf(request.params);
      const search = request.url.slice(request.url.indexOf('?') + 1);
      if (new URLSearchParams(search).has('SAMLResponse'))
        return reply.redirect(await readRedirectAnswer(logoutOptions(provider), provider, search), 303);
      return signOut(request, reply, provider, await readRedirectLogout(logoutOptions(provider), provider, search));
    });
    door.post<Route & { Body: URLSearchParams }>('/sso/saml/:provider/slo', async (request, reply) => {
      const provider = await providerOf(request.params);
      if (request.body.has('SAMLResponse'))
        return reply.redirect(await readPostedAnswer(logoutOptions(provider), provider, request.body), 303);
      return signOut(request, reply, provider, await readPostedLogout(logoutOptions(provider), provider, request.body));
    });
  });
}
