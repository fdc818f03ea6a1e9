import type { FastifyInstance } from 'fastify';
import { finishStep, type SignInStep, signInStep } from '../oauth/sign-in-step.js';
import { admit } from './admit.js';
import { methodsOf, takeTicket } from './arrival.js';
import { findIdentityProvider, type IdentityProvider, isOidc, isSaml } from './identity-providers.js';
import type { Sso } from './sso.js';
import { showRefusals } from './sso-errors.js';
import { SsoRefusedError } from './sso-refused-error.js';

type Query = { provider?: string; ticket?: string };

/** Where a sign-in leaves for a provider and comes back to; both with the cookie of the sign-in itself. */
export async function registerSsoPages(app: FastifyInstance, sso: Sso): Promise<void> {
  await app.register(async (pages) => {
    showRefusals(pages);
    pages.get<{ Params: { provider: string } }>('/sign-in/:uid/sso/:provider', async (request, reply) => {
      const step = await signInStep(sso.server, request, reply);
      const provider = await providerOf(sso, step, request.params.provider);
      const { uid } = step.interaction;
      if (isOidc(provider)) return reply.redirect((await started(sso.oidc.start(provider, uid))).href, 303);
      if (isSaml(provider)) return reply.redirect(await started(sso.saml.start(provider, uid)), 303);
      throw new SsoRefusedError('the provider is neither');
    });
    pages.get<{ Querystring: Query }>('/sign-in/:uid/sso', async (request, reply) => {
      const step = await signInStep(sso.server, request, reply);
      const provider = await providerOf(sso, step, request.query.provider ?? '');
      const { uid } = step.interaction;
      if (!isOidc(provider)) {
        const arrival = await takeTicket(sso, provider, request.query.ticket ?? '', uid);
        if (!arrival) throw new SsoRefusedError('the ticket is not good, or of another browser');
        return finishStep(step, { login: { accountId: arrival.userId, amr: methodsOf(arrival) } });
      }
      const answer = new URLSearchParams(request.url.slice(request.url.indexOf('?') + 1));
      answer.delete('provider');
      const { claimed, idToken } = await sso.oidc.finish(provider, uid, answer);
      const accountId = await admit(sso, request, provider, claimed);
      const loginId = await sso.logins.keep(provider, { kind: 'oidc', idToken });
      return finishStep(step, { login: { accountId, amr: methodsOf({ providerId: provider.id, loginId }) } });
    });
  });
}

/** A provider of the organization that the sign-in is for; no other is there. @throws SsoRefusedError */
async function providerOf(
  { database }: Sso,
  { organizationId, interaction }: SignInStep,
  id: string,
): Promise<IdentityProvider> {
  const provider = await findIdentityProvider(database, id);
  if (provider?.organizationId !== organizationId) throw new SsoRefusedError('there is no such provider here');
  if (interaction.prompt.name !== 'login') throw new SsoRefusedError('somebody is signed in already');
  return provider;
}

const started = <Address>(address: Promise<Address>): Promise<Address> =>
  address.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new SsoRefusedError(`the provider cannot be asked: ${reason}`, { cause });
  });
