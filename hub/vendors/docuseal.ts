import { ConfigError } from '../../platform/config/config.js';
import { createDocusealSandbox } from '../../sandboxes/docuseal/index.js';
import type { Vendor } from './vendor.js';

export const docuseal: Vendor = {
  connector: 'docuseal',
  title: 'DocuSeal',
  webhookPath: '/api/integrations/docuseal/webhook',
  accounts(config) {
    const { DOCUSEAL_API_URL, DOCUSEAL_API_KEY, DOCUSEAL_WEBHOOK_SECRET } = config;
    if (!DOCUSEAL_API_URL) return null;
    if (!DOCUSEAL_API_KEY) throw new ConfigError('DOCUSEAL_API_URL also needs DOCUSEAL_API_KEY.');
    const credentials = { apiKey: DOCUSEAL_API_KEY, webhookSecret: DOCUSEAL_WEBHOOK_SECRET ?? null };
    const settings = {
      quoteTemplate: config.DOCUSEAL_TEMPLATE_QUOTE ?? null,
      termsTemplate: config.DOCUSEAL_TEMPLATE_CGV ?? null,
      contractTemplate: config.DOCUSEAL_TEMPLATE_CONTRACT ?? null,
    };
    return [{ name: 'default', baseUrl: DOCUSEAL_API_URL, credentials, settings }];
  },
  async startSandbox({ DOCUSEAL_API_KEY, DOCUSEAL_WEBHOOK_SECRET }) {
    const apiKey = DOCUSEAL_API_KEY ?? 'sandbox-docuseal-key';
    const webhookSecret = DOCUSEAL_WEBHOOK_SECRET ?? 'whsec_sandbox-docuseal-secret';
    const sandbox = await createDocusealSandbox({ apiKey, webhookSecret }).start();
    // What the sandbox's account has: see its templates.
    const settings = {
      quoteTemplate: 1,
      termsTemplate: 2,
      contractTemplate: 3,
      customerRole: 'Client',
      companySigner: { role: 'Installer', name: 'Passerelle', email: 'signatures@example.com' },
      termsCheckbox: 'Terms accepted',
    };
    const credentials = { apiKey, webhookSecret };
    return {
      url: sandbox.url,
      accounts: [{ name: 'default', baseUrl: sandbox.url, credentials, settings }],
      sendTo: (webhookUrl) => void sandbox.configure({ webhookUrl }),
      close: () => sandbox.close(),
    };
  },
};
