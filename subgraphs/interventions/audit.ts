import { type AuditTable, notAudited } from '../../platform/audit/declarations.js';

/** What the audit log says of everything that can be done here. */
export const audit = {
  mutations: {
    createIntervention: 'intervention.created',
    updateIntervention: 'intervention.updated',
    addToDossier: 'intervention.dossier-extended',
    signDocument: 'intervention.document-signed',
    changeInterventionStatus: 'intervention.status-changed',
    exportBeneficiary: 'person.exported',
    eraseBeneficiary: 'person.erasure-requested',
    holdPerson: 'hold.placed',
    releaseHold: 'hold.released',
  },
  personalReads: ['intervention', 'interventionByReference', 'interventions', 'holds'],
  personal: ['serialNumber'],
  jobs: {
    'domain-events-interventions': notAudited('What a dossier’s vendor said is in the history of its intervention.'),
  },
} satisfies AuditTable;
