import { type AuditTable, notAudited } from '../../platform/audit/declarations.js';

/** What the audit log says of everything that can be done here. */
export const audit = {
  mutations: {
    createIntervention: 'intervention.created',
    updateIntervention: 'intervention.updated',
    addToDossier: 'intervention.dossier-extended',
    signDocument: 'intervention.document-signed',
    changeInterventionStatus: 'intervention.status-changed',
  },
  personalReads: ['intervention', 'interventionByReference', 'interventions'],
  jobs: {
    'domain-events-interventions': notAudited('What a dossier’s vendor said is in the history of its intervention.'),
  },
} satisfies AuditTable;
