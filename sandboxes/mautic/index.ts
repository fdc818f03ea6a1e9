/**
 * A stand-in for Mautic 5, written from its REST API and webhook documents and their examples: authentication,
 * contacts, segments, campaigns, notes, statistics and webhooks. See sandboxes/README.md for what they leave open.
 */
import { createSandbox } from '../kit/sandbox.js';
import { activityRoutes } from './activity-routes.js';
import { authRoutes, requireAccess } from './auth-routes.js';
import { batchRoutes } from './batch-routes.js';
import { campaignRoutes } from './campaign-routes.js';
import { contactDetailRoutes } from './contact-detail-routes.js';
import { contactRoutes } from './contact-routes.js';
import { errorBody } from './error-body.js';
import { eventSchema, sendEvent } from './events.js';
import { Mautic, type MauticOptions } from './mautic.js';
import { noteRoutes } from './note-routes.js';
import { segmentRoutes } from './segment-routes.js';
import { settingsSchema } from './settings.js';
import { statRoutes } from './stat-routes.js';
import { stateOf } from './state.js';

export type { MauticOptions } from './mautic.js';

/** Makes the sandbox; nothing listens before `start`. */
export function createMauticSandbox(options: MauticOptions = {}) {
  const vendor = new Mautic(options);
  return createSandbox({
    name: 'mautic',
    now: vendor.now,
    errorBody: (refusal) => errorBody(refusal, vendor.settings),
    routes: (app) => {
      vendor.outbox.attach(app);
      authRoutes(app, vendor);
      app.register(
        async (api) => {
          api.addHook('onRequest', async (_request, reply) => {
            reply.header('mautic-version', '5.2.4');
          });
          requireAccess(api, vendor);
          for (const routes of areas) routes(api, vendor);
        },
        { prefix: '/api' },
      );
    },
    expireTokens: () => vendor.tokens.expireAll(),
    state: () => stateOf(vendor),
    reset: () => vendor.reset(),
    settings: {
      schema: settingsSchema,
      read: () => ({ ...vendor.settings }),
      change: (changes) => Object.assign(vendor.settings, changes),
    },
    events: { schema: eventSchema, send: (event) => sendEvent(vendor, event) },
  });
}

const areas = [
  contactRoutes,
  batchRoutes,
  contactDetailRoutes,
  activityRoutes,
  noteRoutes,
  segmentRoutes,
  campaignRoutes,
  statRoutes,
] as const;

export type MauticSandbox = ReturnType<typeof createMauticSandbox>;
export type StartedMauticSandbox = Awaited<ReturnType<MauticSandbox['start']>>;
