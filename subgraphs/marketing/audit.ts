import { type AuditTable, notAudited } from '../../platform/audit/declarations.js';

/** What the audit log says of everything that can be done here. */
export const audit = {
  mutations: {
    createContact: 'contact.created',
    upsertContact: 'contact.saved',
    updateContact: 'contact.updated',
    deleteContact: 'contact.deleted',
    recordConsent: 'consent.recorded',
    withdrawConsent: 'consent.withdrawn',
    createLead: 'lead.created',
    updateLead: 'lead.updated',
    deleteLead: 'lead.deleted',
    qualifyLead: 'lead.qualified',
    loseLead: 'lead.lost',
    convertLead: 'lead.converted',
  },
  personalReads: ['contact', 'contactByEmail', 'contacts', 'lead', 'leads'],
  // Whatever people write in freely; the log cannot be made to forget it.
  personal: ['tags', 'source', 'givenBy', 'wording', 'evidence', 'reason', 'lossReason'],
  jobs: {
    'domain-events-marketing': notAudited('It follows from what is on record where it was done.'),
  },
} satisfies AuditTable;
