import type { FastifyInstance } from 'fastify';
import { errors } from 'oidc-provider';
import { covers, scopesOf } from '../../../platform/access/roles.js';
import { type Scope, scopes } from '../../../platform/service/scopes.js';
import type { AddressOf } from '../client-address.js';
import { methodsOf, takeCarried } from '../sso/arrival.js';
import { listIdentityProviders } from '../sso/identity-providers.js';
import type { Sso } from '../sso/sso.js';
import { findPersonById, type Person } from './accounts.js';
import { openIdScopes } from './client-metadata.js';
import { isForeign, readForms } from './forms.js';
import type { OAuthServer } from './oauth-server.js';
import { consentPage } from './pages/consent-page.js';
import { languageOf } from './pages/language.js';
import { signInPage } from './pages/sign-in-page.js';
import { wordsOf } from './pages/words.js';
import { type SignInServices, signIn } from './sign-in.js';
import { finishStep, type Interaction, type SignInStep, showErrors, showPage, signInStep } from './sign-in-step.js';

export interface SignInRouteOptions extends SignInServices {
  server: OAuthServer;
  sso: Sso;
  addressOf: AddressOf;
  /** Where the hub is reached. */
  issuer: () => string;
}

/** The pages on which a person signs in and says what a program may do. */
export async function registerSignIn(app: FastifyInstance, options: SignInRouteOptions): Promise<void> {
  const { database, addressOf } = options;
  const showSignIn = async (step: SignInStep, problem?: string, status = 200, email?: string) => {
    const providers = (await listIdentityProviders(database, step.organizationId)).map(({ id, name }) => ({
      name,
      path: `/sign-in/${step.interaction.uid}/sso/${id}`,
    }));
    const asked = { client: step.client, providers, ...(email && { email }), ...(problem && { problem }) };
    return showPage(step, signInPage(languageOf(step.request.headers['accept-language']), asked), status);
  };

  const trySignIn = async (step: SignInStep, form: URLSearchParams) => {
    const { request, reply, organizationId } = step;
    const words = wordsOf(languageOf(request.headers['accept-language']));
    const [email, password] = [form.get('email') ?? '', form.get('password') ?? ''];
    const outcome = await signIn(options, {
      organizationId,
      email,
      password,
      address: addressOf(request.raw),
      requestId: request.id,
    });
    switch (outcome.kind) {
      case 'welcome':
        return finishStep(step, { login: { accountId: outcome.person.id, amr: ['pwd'] } });
      case 'refused':
        return showSignIn(step, words.wrong, 401, email);
      case 'too-many':
        reply.header('retry-after', outcome.retryAfterSeconds);
        return showSignIn(step, words.tooMany(Math.ceil(outcome.retryAfterSeconds / 60)), 429, email);
    }
  };

  const personOf = async ({ interaction, organizationId }: SignInStep): Promise<Person> => {
    const person = await findPersonById(database, organizationId, String(interaction.session?.accountId));
    if (!person) throw new errors.SessionNotFound('nobody is signed in');
    return person;
  };

  const showConsent = async (step: SignInStep) => {
    const person = await personOf(step);
    const language = languageOf(step.request.headers['accept-language']);
    const wanted = scopes.filter((scope) => grantable(step.interaction, person).includes(scope));
    return showPage(step, consentPage(language, { client: step.client, person, scopes: wanted }));
  };

  const grantConsent = async (step: SignInStep) => {
    const { interaction, provider } = step;
    const person = await personOf(step);
    const { grantId } = interaction;
    const known = grantId ? await provider.Grant.find(grantId) : undefined;
    const grant = known ?? new provider.Grant({ accountId: person.id, clientId: String(interaction.params.client_id) });
    const granted = grantable(interaction, person);
    grant.addOIDCScope(granted.join(' '));
    const rejected = requested(interaction).filter((scope) => !granted.includes(scope));
    if (rejected.length > 0) grant.rejectOIDCScope(rejected.join(' '));
    return finishStep(step, { consent: { grantId: await grant.save() } });
  };

  await app.register(async (pages) => {
    readForms(pages);
    showErrors(pages);
    pages.get('/sign-in/:uid', async (request, reply) => {
      const at = await signInStep(options.server, request, reply);
      if (at.interaction.prompt.name !== 'login') return showConsent(at);
      const arrival = await takeCarried(options.sso, request, at.organizationId);
      if (!arrival) return showSignIn(at);
      return finishStep(at, { login: { accountId: arrival.userId, amr: methodsOf(arrival) } });
    });
    pages.post<{ Body: URLSearchParams }>('/sign-in/:uid', async (request, reply) => {
      if (isForeign(request, options.issuer())) throw new errors.AccessDenied('this form was sent from another site');
      const at = await signInStep(options.server, request, reply);
      const action = request.body.get('action');
      if (action === 'cancel') {
        return finishStep(at, { error: 'access_denied', error_description: 'The person did not want to.' });
      }
      if (at.interaction.prompt.name === 'login') return trySignIn(at, request.body);
      return action === 'allow' ? grantConsent(at) : showConsent(at);
    });
  });
}

const requested = ({ params }: Interaction): string[] =>
  String(params.scope ?? '')
    .split(' ')
    .filter((scope) => scope !== '');

/** What of the scopes that are asked for a person can give: those of OpenID Connect, and their own. */
function grantable(interaction: Interaction, { roles }: Person): string[] {
  const held: readonly Scope[] = scopesOf(roles);
  const own = (scope: string) => scopes.some((known) => known === scope) && covers(held, scope);
  return requested(interaction).filter((scope) => openIdScopes.some((known) => known === scope) || own(scope));
}
