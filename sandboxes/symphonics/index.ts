/**
 * A stand-in for the Symphonics platform, written from "Symphonics API Integration" (requirements 002) and from nothing
 * else: authentication, validation, CRM, webhooks, error format and rate limits.
 */
import { createSandbox } from '../kit/sandbox.js';
import { authRoutes, requireToken } from './auth-routes.js';
import { crmRoutes } from './crm-routes.js';
import { errorBody } from './error-body.js';
import { eventSchema, sendEvent } from './events.js';
import { settingsSchema } from './settings.js';
import { Symphonics, type SymphonicsOptions } from './symphonics.js';
import { validationRoutes } from './validation-routes.js';

export type { StoredIntervention } from './interventions.js';
export type { SymphonicsOptions } from './symphonics.js';

/** Makes the sandbox; nothing listens before `start`. */
export function createSymphonicsSandbox(options: SymphonicsOptions = {}) {
  const vendor = new Symphonics(options);
  const { tokens, rateLimit, interventions, settings } = vendor;
  return createSandbox({
    name: 'symphonics',
    now: vendor.now,
    errorBody,
    routes: (app) => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.headers(rateLimit.headers());
      });
      authRoutes(app, vendor);
      app.register(async (api) => {
        requireToken(api, vendor);
        validationRoutes(api);
        crmRoutes(api, vendor);
      });
    },
    expireTokens: () => tokens.expireAll(),
    state: () => structuredClone({ interventions: interventions.list(), tokensIssued: tokens.issued }),
    reset: () => vendor.reset(),
    settings: {
      schema: settingsSchema,
      read: () => ({ ...settings }),
      change: (changes) => Object.assign(settings, changes),
    },
    events: { schema: eventSchema, send: (event) => sendEvent(vendor, event) },
  });
}

export type SymphonicsSandbox = ReturnType<typeof createSymphonicsSandbox>;
export type StartedSymphonicsSandbox = Awaited<ReturnType<SymphonicsSandbox['start']>>;
