import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type InteractionResults } from 'oidc-provider';
import type { OAuthServer } from './oauth-server.js';
import { languageOf } from './pages/language.js';
import { pageHeaders } from './pages/layout.js';
import { errorPage } from './pages/messages.js';

type Provider = Awaited<ReturnType<OAuthServer>>;
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What a step of a sign-in needs to know of it. */
export interface SignInStep {
  request: FastifyRequest;
  reply: FastifyReply;
  provider: Provider;
  interaction: Interaction;
  organizationId: string;
  client: string;
  /** Where the browser goes after the last step. */
  leadsTo: string;
}

/**
 * The sign-in that a browser is in the middle of, by its cookie.
 * @throws errors.OIDCProviderError when it is too old, or another browser's
 */
export async function signInStep(
  server: OAuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SignInStep> {
  const provider = await server();
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
}

/** Sends the browser on, with what the step came to. */
export const finishStep = async ({ request, reply, provider }: SignInStep, result: InteractionResults) =>
  reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303);

export const showPage = ({ reply, leadsTo }: SignInStep, text: string, status = 200) =>
  reply.code(status).headers(pageHeaders(leadsTo)).send(text);

type ErrorPage = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/** Has what goes wrong on these pages told in a page of its own. @param own what has another page than all else */
export function showErrors(pages: FastifyInstance, own: ErrorPage = () => undefined): void {
  pages.setErrorHandler(async (error, request, reply) => {
    const shown = own(error, request, reply);
    if (shown) return shown;
    const known = error instanceof errors.OIDCProviderError;
    if (!known) request.log.error({ err: error }, 'a sign-in failed inside');
    const language = languageOf(request.headers['accept-language']);
    return reply
      .code(known ? 400 : 500)
      .headers(pageHeaders())
      .send(errorPage(language, known ? error.message : ''));
  });
}
