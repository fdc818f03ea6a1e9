import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import type { Mautic } from './mautic.js';
import { bodyOf, parse } from './parse.js';
import { tokenRequestSchema } from './wire.js';

const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (given: string, right: string) => timingSafeEqual(digest(given), digest(right));

/** `POST /oauth/v2/token`: OAuth 2.0 client credentials; its errors are always those of OAuth. */
export function authRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.post('/oauth/v2/token', async (request, reply) => {
    const { grant_type, client_id, client_secret } = parse(tokenRequestSchema, bodyOf(request));
    const { clientId, clientSecret } = vendor.credentials;
    if (grant_type !== 'client_credentials') {
      return reply
        .code(400)
        .send({ error: 'unsupported_grant_type', error_description: 'Invalid grant_type parameter' });
    }
    if (!same(client_id, clientId) || !same(client_secret, clientSecret)) {
      return reply.code(400).send({ error: 'invalid_client', error_description: 'The client credentials are invalid' });
    }
    const { expiresIn } = vendor.settings;
    return { access_token: vendor.tokens.issue(expiresIn), expires_in: expiresIn, token_type: 'bearer', scope: null };
  });
}

/** Lets only bearers of a live token pass, and the user where Basic authentication is turned on. */
export function requireAccess(app: FastifyInstance, vendor: Mautic): void {
  app.addHook('preHandler', async (request) => {
    const [, scheme, given = ''] = /^(Bearer|Basic) (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    switch (scheme?.toLowerCase()) {
      case 'bearer':
        if (vendor.tokens.isValid(given)) return;
        throw new Refusal(401, 'The access token provided is invalid.');
      case 'basic': {
        const { username, password } = vendor.credentials;
        const isRight = same(Buffer.from(given, 'base64').toString('utf8'), `${username}:${password}`);
        if (isRight && vendor.settings.basicAuth) return;
        throw new Refusal(401, 'API authorization denied.');
      }
      default:
        throw new Refusal(401, 'OAuth2 authentication required');
    }
  });
}
