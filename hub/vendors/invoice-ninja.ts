import { ConfigError } from '../../platform/config/config.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import type { Vendor } from './vendor.js';

export const invoiceNinja: Vendor = {
  connector: 'invoice-ninja',
  title: 'Invoice Ninja',
  webhookPath: '/api/integrations/invoice-ninja/webhook',
  accounts({ INVOICE_NINJA_URL: baseUrl, INVOICE_NINJA_KEYS, INVOICE_NINJA_WEBHOOK_SECRET }) {
    if (!baseUrl) return null;
    const keys = Object.entries(INVOICE_NINJA_KEYS);
    if (keys.length === 0) throw new ConfigError('INVOICE_NINJA_URL also needs an INVOICE_NINJA_KEY_<COMPANY>.');
    const webhookSecret = INVOICE_NINJA_WEBHOOK_SECRET ?? null;
    return keys.map(([company, apiKey]) => ({
      name: company,
      company,
      baseUrl,
      credentials: { apiKey, webhookSecret },
    }));
  },
  async startSandbox({ INVOICE_NINJA_WEBHOOK_SECRET }) {
    const apiKey = 'sandbox-token';
    const webhookSecret = INVOICE_NINJA_WEBHOOK_SECRET ?? 'sandbox-invoice-ninja-secret';
    const sandbox = await createInvoiceNinjaSandbox({ companies: [{ name: 'SANDBOX', token: apiKey }] }).start();
    // One company there for all companies here.
    const credentials = { apiKey, webhookSecret };
    return {
      url: sandbox.url,
      accounts: [{ name: 'default', baseUrl: sandbox.url, credentials }],
      close: () => sandbox.close(),
    };
  },
};
