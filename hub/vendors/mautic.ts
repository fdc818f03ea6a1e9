import { type Config, ConfigError } from '../../platform/config/config.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import type { Vendor } from './vendor.js';

/** The field of the sandbox's contacts that keeps our ids. */
const contactIdField = 'passerelle_id';

/** What is not set is as in requirements 003: the connector's defaults. */
const settingsOf = (config: Config) => ({
  campaigns: {
    quoteSent: config.MAUTIC_CAMPAIGN_QUOTE_SENT,
    quoteFollowup: config.MAUTIC_CAMPAIGN_QUOTE_FOLLOWUP,
    paymentReminder: config.MAUTIC_CAMPAIGN_PAYMENT_REMINDER,
    welcome: config.MAUTIC_CAMPAIGN_WELCOME,
    leadNurturing: config.MAUTIC_CAMPAIGN_LEAD_NURTURING,
  },
  segments: {
    leads: config.MAUTIC_SEGMENT_LEADS,
    prospects: config.MAUTIC_SEGMENT_PROSPECTS,
    clients: config.MAUTIC_SEGMENT_CLIENTS,
    pendingQuotes: config.MAUTIC_SEGMENT_PENDING_QUOTES,
    overduePayments: config.MAUTIC_SEGMENT_OVERDUE_PAYMENTS,
  },
});

export const mautic: Vendor = {
  connector: 'mautic',
  title: 'Mautic',
  webhookPath: '/api/integrations/mautic/webhook',
  accounts(config) {
    const { MAUTIC_URL, MAUTIC_USERNAME: username, MAUTIC_PASSWORD: password, MAUTIC_WEBHOOK_SECRET } = config;
    if (!MAUTIC_URL) return null;
    if (!username || !password) throw new ConfigError('MAUTIC_URL also needs MAUTIC_USERNAME and MAUTIC_PASSWORD.');
    const credentials = { username, password, webhookSecret: MAUTIC_WEBHOOK_SECRET ?? null };
    return [{ name: 'default', baseUrl: MAUTIC_URL, credentials, settings: settingsOf(config) }];
  },
  async startSandbox({ MAUTIC_USERNAME, MAUTIC_PASSWORD, MAUTIC_WEBHOOK_SECRET }) {
    const username = MAUTIC_USERNAME ?? 'sandbox-user';
    const password = MAUTIC_PASSWORD ?? 'sandbox-password';
    const webhookSecret = MAUTIC_WEBHOOK_SECRET ?? 'sandbox-mautic-secret';
    const options = { username, password, webhookSecret, customFields: [contactIdField] };
    const sandbox = await createMauticSandbox(options).start();
    const credentials = { username, password, webhookSecret };
    return {
      url: sandbox.url,
      accounts: [{ name: 'default', baseUrl: sandbox.url, credentials, settings: { contactIdField } }],
      sendTo: (webhookUrl) => void sandbox.configure({ webhookUrl }),
      close: () => sandbox.close(),
    };
  },
};
