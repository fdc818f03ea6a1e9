import type { Company } from './company.js';
import { markSent } from './documents.js';
import type { BillingDocument } from './entities.js';
import type { DocumentKind } from './tables.js';

/** What a caller may say about an e-mail; the vendor's templates are used for what is left out. */
export interface EmailText {
  template: string;
  subject?: string | null | undefined;
  body?: string | null | undefined;
  cc_email?: string | null | undefined;
}

/** E-mails a document to the contacts invited to it that have an address, and marks it as sent. */
export function emailDocument(company: Company, kind: DocumentKind, document: BillingDocument, text: EmailText): void {
  const invited = new Set(document.invitations.map(({ client_contact_id }) => client_contact_id));
  const { contacts } = company.tables.clients.get(document.client_id);
  const to = contacts.filter(({ id, email }) => invited.has(id) && email !== '').map(({ email }) => email);
  markSent(company, kind, document);
  if (to.length === 0) return;
  document.last_sent_date = company.today();
  company.emails.push({
    at: company.seconds(),
    entity: kind.slice(0, -1),
    entity_id: document.id,
    template: text.template,
    subject: text.subject ?? `${company.name} ${document.number}`,
    body: text.body ?? '',
    to,
    cc: text.cc_email ?? '',
  });
  noteEmail(company, kind, document, text.template);
  company.changed(kind, 'update', document);
}

/** What the server calls the sending of each template among its activities. */
const activityTypes: Readonly<Record<DocumentKind, Readonly<Record<string, string>>>> = {
  invoices: {
    invoice: '6',
    custom1: '6',
    custom2: '6',
    custom3: '6',
    reminder1: '63',
    reminder2: '64',
    reminder3: '65',
    reminder_endless: '66',
  },
  quotes: { quote: '20' },
  credits: { credit: '149' },
};

/** At once; the server has a queue for it, and does so some seconds later. */
function noteEmail(company: Company, kind: DocumentKind, { id, client_id }: BillingDocument, template: string): void {
  const type = activityTypes[kind][template.replace('email_template_', '')];
  if (!type) return;
  company.activities.push({
    ...company.newEntity(),
    activity_type_id: type,
    client_id,
    invoice_id: kind === 'invoices' ? id : '',
    credit_id: kind === 'credits' ? id : '',
  });
}
