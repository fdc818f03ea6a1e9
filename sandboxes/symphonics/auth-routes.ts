import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { parse } from './parse.js';
import type { Symphonics } from './symphonics.js';
import { tokenRequestSchema } from './wire.js';

const formType = 'application/x-www-form-urlencoded';

/** `POST /auth/token`: OAuth 2.0 client credentials, as a form. It takes nothing from the client's rate. */
export function authRoutes(app: FastifyInstance, vendor: Symphonics): void {
  app.post('/auth/token', async (request) => {
    if (!request.headers['content-type']?.startsWith(formType) || typeof request.body !== 'string') {
      throw new Refusal(400, `The request must be sent as ${formType}`);
    }
    const form = parse(tokenRequestSchema, Object.fromEntries(new URLSearchParams(request.body)));
    if (form.client_id !== vendor.clientId || form.client_secret !== vendor.clientSecret) {
      throw new Refusal(401, 'The client credentials are not valid');
    }
    const { expiresIn } = vendor.settings;
    const token = vendor.tokens.issue(form.client_id, expiresIn);
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn };
  });
}

/** Lets only bearers of a live token pass, and counts their requests. */
export function requireToken(app: FastifyInstance, vendor: Symphonics): void {
  app.addHook('preHandler', async (request, reply) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token || !vendor.tokens.isValid(token)) throw new Refusal(401, 'Authentication failed or token expired');
    vendor.rateLimit.take();
    reply.headers(vendor.rateLimit.headers());
  });
}
