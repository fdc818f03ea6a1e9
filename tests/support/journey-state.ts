import { eventually } from './eventually.js';
import type { TestHub } from './hub.js';
import { submissionsFor } from './journey.js';
import type { Vendors } from './vendors.js';

export interface Travelled {
  contactId: string;
  email: string;
  customerId: string;
  quoteId: string;
}

/** Waits until nothing is under way: no delivery, no event and no webhook that is still to be handled. */
export async function untilQuiet({ database }: TestHub): Promise<void> {
  const underWay = () => database.sql(underWaySql);
  await eventually(async () => (await underWay()).length === 0, 'nothing under way').catch(async (cause) => {
    throw new Error(`still under way: ${JSON.stringify(await underWay())}`, { cause });
  });
}

/** What is to be looked at later is not: whatever waits for that is a delivery that is not over. */
const underWaySql = `
  select name, state::text, start_after::text as at, output::text as message from jobs.job
    where (state in ('retry', 'active') or state = 'created' and start_after <= now()) and name not like '\\_\\_pgboss%'
  union all select 'webhook', outcome, created_at::text, type from integrations.inbound_webhooks
    where outcome = 'RECEIVED'
  union all select connector || ' ' || action, concat_ws(' ', status, blocked_by), next_attempt_at::text, last_error
    from integrations.deliveries where status not in ('SUCCEEDED', 'CANCELLED')`;

/**
 * All that a journey has come to, here and at every vendor, without what differs between any two journeys: ids, numbers,
 * addresses and moments.
 */
export async function journeyState(
  hub: TestHub,
  vendors: Vendors,
  { contactId, email, customerId, quoteId }: Travelled,
) {
  const { quote, contact } = await hub.admin.data<Here>(stateQuery, { quoteId, contactId });
  const [there, ...others] = vendors.mautic.state().contacts.filter((one) => one.email === email);
  if (!there || others.length > 0) throw new Error(`${email} is ${others.length + (there ? 1 : 0)} times at Mautic`);
  const submissions = submissionsFor(vendors, quoteId);
  const { clients, invoices, payments, emails } = vendors.ninja();
  const ownClients = clients.filter(({ custom_value1 }) => custom_value1 === customerId);
  const isTheirs = ({ client_id }: { client_id: string }) => ownClients.some(({ id }) => id === client_id);
  const ownInvoices = invoices.filter(isTheirs);
  const signer = submissions[0]?.submitters[0];
  const without = (words: string) =>
    words.replaceAll(/(FAC|QUO)-\d+-\d+/g, '$1').replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '');
  const { viewedAt, signedAt, signature, ...rest } = quote;
  return {
    quote: {
      ...rest,
      viewed: viewedAt === moment(signer?.opened_at),
      signed: signedAt === moment(signer?.completed_at),
      signature: signature && {
        ...signature,
        signedFileId: signature.signedFileId !== null,
        auditFileId: signature.auditFileId !== null,
      },
    },
    contact: {
      consents: contact.consents,
      timeline: contact.timeline.nodes.map((touch) => `${touch.source}: ${without(touch.title)}`).toSorted(),
    },
    docuseal: submissions.map(({ status, submitters }) => [status, submitters.map((one) => one.emails_sent)]),
    invoiceNinja: {
      clients: ownClients.length,
      invoices: ownInvoices.map(({ status_id, amount, balance, id }) => ({
        status_id,
        amount,
        balance,
        mails: emails.filter(({ entity_id }) => entity_id === id).length,
      })),
      payments: payments.filter(isTheirs).map(({ amount }) => amount),
    },
    mautic: {
      segments: there.segments.toSorted(),
      campaigns: there.campaigns,
      doNotContact: there.doNotContact.map(({ channel, reason }) => [channel, reason]),
      emails: there.emails.map(({ campaignId }) => campaignId),
      notes: there.notes.map(({ text }) => without(text)).toSorted(),
    },
  };
}

const moment = (text: string | null | undefined): string | null => (text ? new Date(text).toISOString() : null);

interface Here {
  quote: {
    status: string;
    viewedAt: string | null;
    signedAt: string | null;
    signature: { state: string; signedFileId: string | null; auditFileId: string | null } | null;
  };
  contact: {
    consents: { purpose: string; granted: boolean }[];
    timeline: { nodes: { title: string; source: string }[] };
  };
}

const stateQuery = `query ($quoteId: ID!, $contactId: ID!) {
  quote(id: $quoteId) {
    status viewedAt signedAt signedBy signatureProblem totals { gross { amount } }
    signature { state reason remindersSent history { message } signers { name state } signedFileId auditFileId }
    externalRecords { connector }
    invoices {
      kind status totals { gross { amount } } paid { amount } balance { amount } externalRecords { connector }
      payments { amount { amount } method reference externalRecords { connector } }
    }
  }
  contact(id: $contactId) {
    consents { purpose granted }
    externalRecords { connector }
    timeline(first: 100) { nodes { title source } }
  }
}`;
