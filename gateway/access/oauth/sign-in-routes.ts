import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type InteractionResults } from 'oidc-provider';
import { covers, scopesOf } from '../../../platform/access/roles.js';
import { type Scope, scopes } from '../../../platform/service/scopes.js';
import type { AddressOf } from '../client-address.js';
import { findPersonById, type Person } from './accounts.js';
import { openIdScopes } from './client-metadata.js';
import { isForeign, readForms } from './forms.js';
import type { OAuthServer } from './oauth-server.js';
import { consentPage } from './pages/consent-page.js';
import { languageOf } from './pages/language.js';
import { pageHeaders } from './pages/layout.js';
import { errorPage } from './pages/messages.js';
import { signInPage } from './pages/sign-in-page.js';
import { wordsOf } from './pages/words.js';
import { type SignInServices, signIn } from './sign-in.js';

export interface SignInRouteOptions extends SignInServices {
  server: OAuthServer;
  addressOf: AddressOf;
  /** Where the hub is reached. */
  issuer: () => string;
}

type Provider = Awaited<ReturnType<OAuthServer>>;
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What a step needs to know of the sign-in it belongs to. */
interface Step {
  request: FastifyRequest;
  reply: FastifyReply;
  provider: Provider;
  interaction: Interaction;
  organizationId: string;
  client: string;
  /** Where the browser goes after the last step. */
  leadsTo: string;
}

/** The pages on which a person signs in and says what a program may do. */
export async function registerSignIn(app: FastifyInstance, options: SignInRouteOptions): Promise<void> {
  const { database, addressOf } = options;
  const show = ({ reply, leadsTo }: Step, text: string, status = 200) =>
    reply.code(status).headers(pageHeaders(leadsTo)).send(text);
  const finish = async ({ request, reply, provider }: Step, result: InteractionResults) =>
    reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303);

  const showSignIn = (step: Step, problem?: string, status = 200, email?: string) => {
    const asked = { client: step.client, ...(email && { email }), ...(problem && { problem }) };
    return show(step, signInPage(languageOf(step.request.headers['accept-language']), asked), status);
  };

  const trySignIn = async (step: Step, form: URLSearchParams) => {
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
        return finish(step, { login: { accountId: outcome.person.id, amr: ['pwd'] } });
      case 'refused':
        return showSignIn(step, words.wrong, 401, email);
      case 'too-many':
        reply.header('retry-after', outcome.retryAfterSeconds);
        return showSignIn(step, words.tooMany(Math.ceil(outcome.retryAfterSeconds / 60)), 429, email);
    }
  };

  const personOf = async ({ interaction, organizationId }: Step): Promise<Person> => {
    const person = await findPersonById(database, organizationId, String(interaction.session?.accountId));
    if (!person) throw new errors.SessionNotFound('nobody is signed in');
    return person;
  };

  const showConsent = async (step: Step) => {
    const person = await personOf(step);
    const language = languageOf(step.request.headers['accept-language']);
    const wanted = scopes.filter((scope) => grantable(step.interaction, person).includes(scope));
    return show(step, consentPage(language, { client: step.client, person, scopes: wanted }));
  };

  const grantConsent = async (step: Step) => {
    const { interaction, provider } = step;
    const person = await personOf(step);
    const { grantId } = interaction;
    const known = grantId ? await provider.Grant.find(grantId) : undefined;
    const grant = known ?? new provider.Grant({ accountId: person.id, clientId: String(interaction.params.client_id) });
    const granted = grantable(interaction, person);
    grant.addOIDCScope(granted.join(' '));
    const rejected = requested(interaction).filter((scope) => !granted.includes(scope));
    if (rejected.length > 0) grant.rejectOIDCScope(rejected.join(' '));
    return finish(step, { consent: { grantId: await grant.save() } });
  };

  await app.register(async (pages) => {
    readForms(pages);
    pages.setErrorHandler(async (error, request, reply) => {
      const known = error instanceof errors.OIDCProviderError;
      if (!known) request.log.error({ err: error }, 'a sign-in failed inside');
      const language = languageOf(request.headers['accept-language']);
      return reply
        .code(known ? 400 : 500)
        .headers(pageHeaders())
        .send(errorPage(language, known ? error.message : ''));
    });
    const step = async (request: FastifyRequest, reply: FastifyReply): Promise<Step> => {
      const provider = await options.server();
      const interaction = await provider.interactionDetails(request.raw, reply.raw);
      const client = await provider.Client.find(String(interaction.params.client_id));
      if (!client) throw new errors.SessionNotFound('the program is not known any more');
      return {
        request,
        reply,
        provider,
        interaction,
        organizationId: String(client.organization_id),
        client: client.clientName ?? client.clientId,
        leadsTo: new URL(String(interaction.params.redirect_uri)).origin,
      };
    };
    pages.get('/sign-in/:uid', async (request, reply) => {
      const at = await step(request, reply);
      return at.interaction.prompt.name === 'login' ? showSignIn(at) : showConsent(at);
    });
    pages.post<{ Body: URLSearchParams }>('/sign-in/:uid', async (request, reply) => {
      if (isForeign(request, options.issuer())) throw new errors.AccessDenied('this form was sent from another site');
      const at = await step(request, reply);
      const action = request.body.get('action');
      if (action === 'cancel') {
        return finish(at, { error: 'access_denied', error_description: 'The person did not want to.' });
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
