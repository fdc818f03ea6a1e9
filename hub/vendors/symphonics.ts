import { ConfigError } from '../../platform/config/config.js';
import { createSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import type { Vendor } from './vendor.js';

export const symphonics: Vendor = {
  connector: 'symphonics',
  title: 'Symphonics',
  webhookPath: '/api/webhooks/symphonics',
  accounts({ SYMPHONICS_API_URL, SYMPHONICS_CLIENT_ID, SYMPHONICS_CLIENT_SECRET, SYMPHONICS_WEBHOOK_SECRET }) {
    if (!SYMPHONICS_API_URL) return null;
    if (!SYMPHONICS_CLIENT_ID || !SYMPHONICS_CLIENT_SECRET) {
      throw new ConfigError('SYMPHONICS_API_URL also needs SYMPHONICS_CLIENT_ID and SYMPHONICS_CLIENT_SECRET.');
    }
    const credentials = {
      clientId: SYMPHONICS_CLIENT_ID,
      clientSecret: SYMPHONICS_CLIENT_SECRET,
      webhookSecret: SYMPHONICS_WEBHOOK_SECRET ?? null,
    };
    return [{ name: 'default', baseUrl: SYMPHONICS_API_URL, credentials }];
  },
  async startSandbox({ SYMPHONICS_CLIENT_ID, SYMPHONICS_CLIENT_SECRET, SYMPHONICS_WEBHOOK_SECRET }) {
    const credentials = {
      clientId: SYMPHONICS_CLIENT_ID ?? 'sandbox-client',
      clientSecret: SYMPHONICS_CLIENT_SECRET ?? 'sandbox-secret',
      webhookSecret: SYMPHONICS_WEBHOOK_SECRET ?? 'sandbox-webhook-secret',
    };
    const { url, close } = await createSymphonicsSandbox(credentials).start();
    return { url, close, accounts: [{ name: 'default', baseUrl: url, credentials }] };
  },
};
