import type { AuditTable } from '../../platform/audit/declarations.js';

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
  jobs: {},
} satisfies AuditTable;
