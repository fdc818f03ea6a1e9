import { defineAction, defineConnector } from '../../platform/connectors/connector.js';
import {
  MauticContactDocument,
  type MauticContactQuery,
  MauticInvoiceDocument,
  type MauticInvoiceQuery,
  MauticLeadDocument,
  type MauticLeadQuery,
  MauticPaymentDocument,
  type MauticPaymentQuery,
  MauticQuoteDocument,
  type MauticQuoteQuery,
} from '../../schema/operations.js';
import {
  type CampaignPayload,
  leadNurturing,
  paymentReminder,
  quoteFollowup,
  quoteSent,
  welcome,
} from './campaign-payload.js';
import { checkAccess, requestToken } from './client.js';
import { type Credentials, credentials } from './credentials.js';
import { activity, campaignStats, dashboard, membership, segmentStats } from './lookups.js';
import { findWritten, type NotePayload, paymentNote, signedNote, writeNote } from './notes.js';
import {
  type ContactPayload,
  contactPayload,
  type LeadPayload,
  leadPayload,
  needsContact,
  type StopPayload,
  stopPayload,
} from './people.js';
import { contact } from './records.js';
import { stopCampaigns, syncContact, syncLead } from './save-contact.js';
import { type Settings, settings } from './settings.js';
import { findStarted, startCampaign } from './start-campaign.js';
import { webhook } from './webhook.js';

/** What may be done again without harm: whether it was done is not asked for. */
const repeatable = { repeats: true, reconcile: async () => null } as const;
const campaign = { send: startCampaign, reconcile: findStarted } as const;
const note = { send: writeNote, reconcile: findWritten } as const;

const ofContact = { subject: 'contact', document: MauticContactDocument } as const;
const ofLead = {
  subject: 'lead',
  document: MauticLeadDocument,
  needs: ({ lead }: MauticLeadQuery) => needsContact(lead?.contact),
} as const;
const ofQuote = {
  subject: 'quote',
  document: MauticQuoteDocument,
  needs: ({ quote }: MauticQuoteQuery) => needsContact(quote?.customer.contact),
} as const;
const ofInvoice = {
  subject: 'invoice',
  document: MauticInvoiceDocument,
  needs: ({ invoice }: MauticInvoiceQuery) => needsContact(invoice?.customer.contact),
} as const;
const ofPayment = {
  subject: 'payment',
  document: MauticPaymentDocument,
  needs: ({ payment }: MauticPaymentQuery) => needsContact(payment?.invoice.customer.contact),
} as const;

/** Mautic 5, after its REST API and its webhooks (https://devdocs.mautic.org, https://developer.mautic.org). */
export const mautic = defineConnector<Credentials, Settings>({
  key: 'mautic',
  title: 'Mautic',
  credentials,
  settings,
  requestToken,
  check: checkAccess,
  webhook,
  actions: {
    'sync-contact': defineAction<Credentials, MauticContactQuery, ContactPayload, Settings>({
      ...ofContact,
      ...repeatable,
      leaves: 'contact',
      prepare: contactPayload,
      send: syncContact,
    }),
    'stop-campaigns': defineAction<Credentials, MauticContactQuery, StopPayload, Settings>({
      ...ofContact,
      ...repeatable,
      prepare: stopPayload,
      send: stopCampaigns,
    }),
    'start-welcome': defineAction<Credentials, MauticContactQuery, CampaignPayload, Settings>({
      ...ofContact,
      ...campaign,
      needs: (data) => needsContact(data.contact),
      prepare: welcome,
    }),
    'sync-lead': defineAction<Credentials, MauticLeadQuery, LeadPayload, Settings>({
      ...ofLead,
      ...repeatable,
      prepare: leadPayload,
      send: syncLead,
    }),
    'start-lead-nurturing': defineAction<Credentials, MauticLeadQuery, CampaignPayload, Settings>({
      ...ofLead,
      ...campaign,
      prepare: leadNurturing,
    }),
    'start-quote-sent': defineAction<Credentials, MauticQuoteQuery, CampaignPayload, Settings>({
      ...ofQuote,
      ...campaign,
      prepare: quoteSent,
    }),
    'start-quote-followup': defineAction<Credentials, MauticQuoteQuery, CampaignPayload, Settings>({
      ...ofQuote,
      ...campaign,
      prepare: quoteFollowup,
    }),
    'note-quote-signed': defineAction<Credentials, MauticQuoteQuery, NotePayload, Settings>({
      ...ofQuote,
      ...note,
      prepare: signedNote,
    }),
    'start-payment-reminder': defineAction<Credentials, MauticInvoiceQuery, CampaignPayload, Settings>({
      ...ofInvoice,
      ...campaign,
      prepare: paymentReminder,
    }),
    'note-payment-received': defineAction<Credentials, MauticPaymentQuery, NotePayload, Settings>({
      ...ofPayment,
      ...note,
      prepare: paymentNote,
    }),
  },
  lookups: {
    'campaign-stats': campaignStats,
    'segment-stats': segmentStats,
    dashboard,
    'contact-activity': activity,
    'contact-membership': membership,
  },
  records: { contact },
});
