/**
 * A stand-in for DocuSeal, written from its OpenAPI description (version 1.0.0), its webhook schemas and its samples:
 * templates, submissions, submitters, documents and webhooks. See sandboxes/README.md for what they leave open.
 */
import { createSandbox } from '../kit/sandbox.js';
import { requireKey } from './auth.js';
import { createRoutes } from './create-routes.js';
import { Docuseal, type DocusealOptions } from './docuseal.js';
import { errorBody } from './error-body.js';
import { eventSchema, sendEvent } from './events.js';
import { fileRoutes } from './file-routes.js';
import { settingsSchema } from './settings.js';
import { stateOf } from './state.js';
import { submissionRoutes } from './submission-routes.js';
import { submitterRoutes } from './submitter-routes.js';
import { templateRoutes } from './template-routes.js';

export type { DocusealOptions } from './docuseal.js';

/** Makes the sandbox; nothing listens before `start`. */
export function createDocusealSandbox(options: DocusealOptions = {}) {
  const vendor = new Docuseal(options);
  return createSandbox({
    name: 'docuseal',
    now: vendor.now,
    errorBody,
    routes: (app) => {
      vendor.outbox.attach(app);
      app.addHook('onListen', async () => {
        const address = app.server.address();
        if (typeof address === 'object' && address) vendor.address = `http://127.0.0.1:${address.port}`;
      });
      fileRoutes(app, vendor);
      app.register(async (api) => {
        requireKey(api, vendor);
        templateRoutes(api, vendor);
        createRoutes(api, vendor);
        submissionRoutes(api, vendor);
        submitterRoutes(api, vendor);
      });
    },
    expireTokens: () => {
      vendor.settings.apiKeyRevoked = true;
    },
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

export type DocusealSandbox = ReturnType<typeof createDocusealSandbox>;
export type StartedDocusealSandbox = Awaited<ReturnType<DocusealSandbox['start']>>;
