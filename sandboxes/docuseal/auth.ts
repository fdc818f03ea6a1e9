import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import type { Docuseal } from './docuseal.js';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets only calls with the account's `X-Auth-Token` pass. */
export function requireKey(app: FastifyInstance, vendor: Docuseal): void {
  app.addHook('preHandler', async (request) => {
    const key = request.headers['x-auth-token'];
    const isRight = typeof key === 'string' && timingSafeEqual(digest(key), digest(vendor.apiKey));
    if (!isRight || vendor.settings.apiKeyRevoked) throw new Refusal(401, 'Not authenticated');
  });
}
