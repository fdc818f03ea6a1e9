import type { FastifyInstance } from 'fastify';
import { languageOf } from '../oauth/pages/language.js';
import { pageHeaders } from '../oauth/pages/layout.js';
import { notLetInPage } from '../oauth/pages/messages.js';
import { showErrors } from '../oauth/sign-in-step.js';
import { SsoRefusedError } from './sso-refused-error.js';

/** Whoever is refused is told that they are; why is for the log, under the reference that they can hand on. */
export function showRefusals(pages: FastifyInstance): void {
  showErrors(pages, (error, request, reply) => {
    if (!(error instanceof SsoRefusedError)) return undefined;
    request.log.warn({ reason: error.message, url: request.routeOptions.url }, 'a sign-in from elsewhere was refused');
    const language = languageOf(request.headers['accept-language']);
    return reply.code(error.httpStatus).headers(pageHeaders()).send(notLetInPage(language, request.id));
  });
}
