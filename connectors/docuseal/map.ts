import { z } from 'zod';
import type { Asked, KnownSubject, Prepared } from '../../platform/connectors/connector.js';
import type { Violation } from '../../platform/errors/violations.js';
import type { DocusealContractQuery, DocusealQuoteQuery, DocusealTermsQuery } from '../../schema/operations.js';
import type { Settings } from './settings.js';
import type { NewSubmission } from './wire.js';

/** Levels of eIDAS: simple, advanced, qualified. */
export const signatureLevels = ['SES', 'AES', 'QES'] as const;
type Level = (typeof signatureLevels)[number];

/** What a person may say of a request. */
export const requestInput = z.strictObject({
  level: z.enum(signatureLevels).default('SES'),
  email: z.email().nullish(),
  phone: z.string().max(30).nullish(),
  message: z.string().max(5_000).nullish(),
  expiresAt: z.iso.datetime().nullish(),
});
type RequestInput = z.infer<typeof requestInput>;

interface Signer {
  /** The customer whose data it is, where that is another subject: mended there, the request goes on. */
  customerId: string | null;
  name: string;
  email: string | null;
  phone: string | null;
}

interface Wanted {
  subject: string;
  signer: Signer;
  title: string;
  template: number | null;
  templateSetting: keyof Settings;
  fields: NonNullable<NewSubmission['submitters'][number]['fields']>;
  /** Whether the company signs too. */
  countersigned: boolean;
  /** No later than this. */
  until: string | null;
  violations: Violation[];
}

const dayMs = 86_400_000;

/** The one key that DocuSeal keeps for us, and by which a request whose answer was lost is found again. */
export const keyOf = (subject: string, variant: string): string => `${subject}:${variant || '1'}`;

function request(wanted: Wanted, { variant, input, settings, at }: Asked<Settings>): Prepared<NewSubmission> {
  const given: Partial<RequestInput> = requestInput.partial().parse(input ?? {});
  const level: Level = given.level ?? 'SES';
  const template = level === 'QES' ? settings.qualifiedTemplate : wanted.template;
  const email = given.email ?? wanted.signer.email;
  const phone = given.phone ?? wanted.signer.phone;
  const violations = [...wanted.violations];
  if (!template) {
    const setting = level === 'QES' ? 'qualifiedTemplate' : wanted.templateSetting;
    violations.push({
      field: `connection.settings.${setting}`,
      message: `is needed for a signature of level ${level}`,
    });
  }
  if (!email) violations.push({ field: 'customer.email', message: 'is required to ask for a signature' });
  if (level === 'QES' && !phone) violations.push({ field: 'customer.phone', message: 'is required for QES' });
  if (!template || !email || violations.length > 0) {
    const { customerId } = wanted.signer;
    const isTheirs = violations.some(({ field }) => field.startsWith('customer.'));
    return { ready: false, reason: 'missing data', violations, ...(customerId && isTheirs && { awaits: customerId }) };
  }
  const latest = given.expiresAt ?? wanted.until;
  const open = new Date(at.getTime() + settings.validDays * dayMs).toISOString();
  return {
    ready: true,
    payload: {
      template_id: template,
      send_email: settings.sendEmail,
      expire_at: latest && latest < open ? latest : open,
      ...(given.message && { message: { subject: wanted.title, body: given.message } }),
      submitters: [
        {
          role: settings.customerRole,
          name: wanted.signer.name,
          email,
          ...(phone && { phone }),
          external_id: keyOf(wanted.subject, variant),
          // An advanced signature is tied to its signer by a second factor: the telephone where there is one.
          ...(level !== 'SES' && (phone ? { require_phone_2fa: true } : { require_email_2fa: true })),
          ...(wanted.fields.length > 0 && { fields: wanted.fields }),
        },
        ...(wanted.countersigned && settings.companySigner ? [settings.companySigner] : []),
      ],
    },
  };
}

const missing = (field: string): Prepared<never> => ({
  ready: false,
  reason: 'missing data',
  violations: [{ field, message: 'is not there any more' }],
});

/** The template's fields that are filled in beforehand, each with the value it is configured to have. */
const filled = <Value extends string>(fields: Readonly<Record<string, Value>>, values: Record<Value, string>) =>
  Object.entries<Value>(fields).map(([name, value]) => ({
    name,
    default_value: values[value],
    readonly: true as const,
  }));

const money = (minor: number, currency: string): string =>
  new Intl.NumberFormat('fr-FR', { style: 'currency', currency }).format(minor / 100);

const signerOf = ({ id, name, email, phone }: NonNullable<DocusealQuoteQuery['quote']>['customer']): Signer => ({
  customerId: id,
  name,
  email: email ?? null,
  phone: phone ?? null,
});

export function quoteRequest({ quote }: DocusealQuoteQuery, _known: KnownSubject, asked: Asked<Settings>) {
  if (!quote) return missing('quote');
  const { totals, customer, company, number } = quote;
  const { currency } = totals.gross;
  const isOpen = quote.status === 'SENT' || quote.status === 'VIEWED';
  return request(
    {
      subject: `quote:${quote.id}`,
      signer: signerOf(customer),
      title: `Devis ${number}`,
      template: asked.settings.quoteTemplate,
      templateSetting: 'quoteTemplate',
      fields: filled(asked.settings.quoteFields, {
        number,
        title: quote.title ?? '',
        company: company.name,
        customer: customer.name,
        net: money(totals.net.amount, currency),
        vat: money(totals.vat.amount, currency),
        total: money(totals.gross.amount, currency),
      }),
      countersigned: false,
      until: quote.validUntil ?? null,
      violations: isOpen ? [] : [{ field: 'status', message: `must be SENT or VIEWED, and is ${quote.status}` }],
    },
    asked,
  );
}

export function termsRequest({ termsAcceptance }: DocusealTermsQuery, _known: KnownSubject, asked: Asked<Settings>) {
  if (!termsAcceptance) return missing('termsAcceptance');
  const { id, title, termsVersion, status, customer, company } = termsAcceptance;
  const { termsFields, termsCheckbox } = asked.settings;
  const isOpen = status === 'PENDING';
  return request(
    {
      subject: `terms-acceptance:${id}`,
      signer: signerOf(customer),
      title,
      template: asked.settings.termsTemplate,
      templateSetting: 'termsTemplate',
      fields: [
        ...filled(termsFields, { title, version: termsVersion, company: company.name, customer: customer.name }),
        ...(termsCheckbox ? [{ name: termsCheckbox, required: true as const }] : []),
      ],
      countersigned: false,
      until: null,
      violations: isOpen ? [] : [{ field: 'status', message: `must be PENDING, and is ${status}` }],
    },
    asked,
  );
}

export function contractRequest({ intervention }: DocusealContractQuery, _known: KnownSubject, asked: Asked<Settings>) {
  if (!intervention) return missing('intervention');
  const { id, reference, beneficiary, site, operations } = intervention;
  const name = [beneficiary.firstName, beneficiary.lastName].filter(Boolean).join(' ');
  return request(
    {
      subject: `intervention:${id}`,
      signer: { customerId: null, name, email: beneficiary.email ?? null, phone: beneficiary.phone ?? null },
      title: `Contrat ${reference}`,
      template: asked.settings.contractTemplate,
      templateSetting: 'contractTemplate',
      fields: filled(asked.settings.contractFields, {
        reference,
        customer: name,
        address: [site.address, site.postalCode, site.city].filter(Boolean).join(', '),
        operations: operations.map((one) => `${one.quantity} × ${one.name ?? ''}`).join('; '),
      }),
      countersigned: true,
      until: null,
      violations: [],
    },
    asked,
  );
}
