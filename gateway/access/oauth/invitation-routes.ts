import type { FastifyInstance } from 'fastify';
import type { Database } from '../../../platform/database/database.js';
import type { AddressOf } from '../client-address.js';
import { isForeign, readForms } from './forms.js';
import { languageOf } from './pages/language.js';
import { pageHeaders } from './pages/layout.js';
import { linkOverPage, passwordSavedPage } from './pages/messages.js';
import { passwordPage } from './pages/password-page.js';
import { wordsOf } from './pages/words.js';
import type { SignInRecord } from './sign-in-record.js';
import { isInvitation, takeUpInvitation } from './take-up-invitation.js';

export interface InvitationRouteOptions {
  database: Database;
  record: SignInRecord;
  addressOf: AddressOf;
  /** Where the hub is reached. */
  issuer: () => string;
}

const path = '/sign-in/invitation';
const passwordLength = { min: 12, max: 200 } as const;

/** The page on which somebody who was invited sets a password. */
export async function registerInvitations(app: FastifyInstance, options: InvitationRouteOptions): Promise<void> {
  const { database } = options;
  await app.register(async (pages) => {
    readForms(pages);
    pages.get<{ Querystring: { token?: string } }>(path, async ({ query, headers }, reply) => {
      const language = languageOf(headers['accept-language']);
      const good = await isInvitation(database, String(query.token));
      reply.code(good ? 200 : 404).headers(pageHeaders());
      return good ? passwordPage(language) : linkOverPage(language);
    });
    pages.post<{ Querystring: { token?: string }; Body: URLSearchParams }>(path, async (request, reply) => {
      const language = languageOf(request.headers['accept-language']);
      const words = wordsOf(language);
      reply.headers(pageHeaders());
      if (isForeign(request, options.issuer())) return reply.code(403).send(linkOverPage(language));
      const password = request.body.get('password') ?? '';
      if (password.length < passwordLength.min || password.length > passwordLength.max) {
        return reply.code(422).send(passwordPage(language, words.tooShort));
      }
      if (password !== request.body.get('again')) {
        return reply.code(422).send(passwordPage(language, words.different));
      }
      const call = { address: options.addressOf(request.raw), requestId: request.id };
      const done = await takeUpInvitation(options, String(request.query.token), password, call);
      return reply.code(done ? 200 : 404).send(done ? passwordSavedPage(language) : linkOverPage(language));
    });
  });
}
