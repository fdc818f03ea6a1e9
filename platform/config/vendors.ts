import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional();
const text = z.string().min(1).optional();
const id = z.coerce.number().int().min(1).optional();

/** The variables that connect the first organization to vendors. */
export const vendorVariables = {
  SYMPHONICS_API_URL: httpUrl,
  SYMPHONICS_CLIENT_ID: text,
  SYMPHONICS_CLIENT_SECRET: text,
  SYMPHONICS_WEBHOOK_SECRET: text,
  DOCUSEAL_API_URL: httpUrl,
  DOCUSEAL_API_KEY: text,
  DOCUSEAL_TEMPLATE_QUOTE: id,
  DOCUSEAL_TEMPLATE_CGV: id,
  DOCUSEAL_TEMPLATE_CONTRACT: id,
  DOCUSEAL_WEBHOOK_SECRET: text,
  INVOICE_NINJA_URL: httpUrl,
  /** By company, gathered from the variables `INVOICE_NINJA_KEY_<COMPANY>`. */
  INVOICE_NINJA_KEYS: z.record(z.string(), z.string()).default({}),
  INVOICE_NINJA_WEBHOOK_SECRET: text,
  MAUTIC_URL: httpUrl,
  MAUTIC_USERNAME: text,
  MAUTIC_PASSWORD: text,
  MAUTIC_CAMPAIGN_QUOTE_SENT: id,
  MAUTIC_CAMPAIGN_QUOTE_FOLLOWUP: id,
  MAUTIC_CAMPAIGN_PAYMENT_REMINDER: id,
  MAUTIC_CAMPAIGN_WELCOME: id,
  MAUTIC_CAMPAIGN_LEAD_NURTURING: id,
  MAUTIC_SEGMENT_LEADS: id,
  MAUTIC_SEGMENT_PROSPECTS: id,
  MAUTIC_SEGMENT_CLIENTS: id,
  MAUTIC_SEGMENT_PENDING_QUOTES: id,
  MAUTIC_SEGMENT_OVERDUE_PAYMENTS: id,
  MAUTIC_WEBHOOK_SECRET: text,
  WEBHOOK_BASE_URL: httpUrl,
} as const;

const companyKey = /^INVOICE_NINJA_KEY_(\w+)$/;

/** The variables of which there is one a company, as one value. */
export function gatherCompanyKeys(env: Readonly<Record<string, string | undefined>>) {
  const keys = Object.entries(env).flatMap(([name, value]) => {
    const company = companyKey.exec(name)?.[1];
    return company ? [[company, value]] : [];
  });
  return { INVOICE_NINJA_KEYS: Object.fromEntries(keys) };
}
