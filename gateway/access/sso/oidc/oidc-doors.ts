import type { FastifyInstance } from 'fastify';
import { readForms } from '../../oauth/forms.js';
import { endSessions } from '../end-sessions.js';
import { findIdentityProvider, isOidc } from '../identity-providers.js';
import type { Sso } from '../sso.js';
import { showRefusals } from '../sso-errors.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { checkLogoutToken } from './logout-token.js';

type Route = { Params: { provider: string } };

/** Where an OpenID provider sends browsers back to, and where it signs people out. */
export async function registerOidcDoors(app: FastifyInstance, sso: Sso): Promise<void> {
  const providerOf = async (id: string) => {
    const provider = await findIdentityProvider(sso.database, id);
    if (!isOidc(provider)) throw new SsoRefusedError('there is no such provider');
    return provider;
  };
  await app.register(async (door) => {
    readForms(door);
    showRefusals(door);
    door.get<Route>('/sso/oidc/:provider/callback', async ({ params, url }, reply) => {
      const provider = await providerOf(params.provider);
      const answer = new URLSearchParams(url.slice(url.indexOf('?') + 1));
      const request = await sso.records.find(provider, 'request', answer.get('state') ?? '');
      if (!request?.uid) throw new SsoRefusedError('the state is not one that was given out');
      // The cookie of the sign-in is sent to its own pages alone; there the answer is looked at.
      answer.set('provider', provider.id);
      return reply.redirect(`/sign-in/${request.uid}/sso?${answer}`, 303);
    });
    door.get<Route>('/sso/oidc/:provider/signed-out', async ({ params, url }, reply) => {
      const provider = await providerOf(params.provider);
      const state = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('state') ?? '';
      const asked = await sso.records.take(provider, 'sign-out', state);
      if (!asked?.leadsTo) throw new SsoRefusedError('the state is not one that was given out');
      return reply.redirect(asked.leadsTo, 303);
    });
    door.post<Route & { Body: URLSearchParams }>('/sso/oidc/:provider/logout', async (request, reply) => {
      const { params, body, raw, id: requestId } = request;
      reply.header('cache-control', 'no-store');
      const provider = await providerOf(params.provider);
      try {
        const subject = await checkLogoutToken(sso, provider, body.get('logout_token') ?? '');
        await endSessions(sso.record, provider, subject, { address: sso.addressOf(raw), requestId });
        return await reply.code(200).send();
      } catch (error) {
        if (!(error instanceof SsoRefusedError)) throw error;
        request.log.warn({ reason: error.message }, 'a logout token was refused');
        return reply.code(400).send({ error: 'invalid_request' });
      }
    });
  });
}
