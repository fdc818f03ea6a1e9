import { personReference, referenceBy, referenceOfAnother } from '../../platform/service/references.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';
import { audit } from './audit.js';
import { Consent } from './entities/consent.js';
import { Contact } from './entities/contact.js';
import { Intervention } from './entities/intervention.js';
import { Lead } from './entities/lead.js';
import { handleDomainEvents } from './jobs/handle-domain-events.js';
import { CreateMarketing } from './migrations/001-create-marketing.js';
import { ErasePeople } from './migrations/002-erase-people.js';
import { KeepTouches } from './migrations/003-keep-touches.js';
import { PersonExport } from './privacy/person-export.js';
import { PersonExportResolver } from './privacy/person-export-resolver.js';
import { ContactResolver } from './resolvers/contact-resolver.js';
import { InterventionResolver } from './resolvers/intervention-resolver.js';
import { LeadResolver } from './resolvers/lead-resolver.js';
import { contactById, leadById } from './resolvers/loaders.js';
import { Touch } from './timeline/touch.js';

/** Contacts, leads and consents: who is interested in what, and what they may be told. */
export const marketing = {
  name: 'marketing',
  schema: 'marketing',
  entities: [Contact, Lead, Consent, Touch],
  migrations: [
    { name: '001-create-marketing', class: CreateMarketing },
    { name: '002-erase-people', class: ErasePeople },
    { name: '003-keep-touches', class: KeepTouches },
  ],
  access: {
    shows: ['marketing:read', 'marketing:write'],
    adds: 'marketing:read',
    foreign: ['Intervention'],
    shared: ['Contact'],
  },
  audit,
  resolvers: [ContactResolver, LeadResolver, InterventionResolver, PersonExportResolver],
  orphanedTypes: [Intervention, PersonExport],
  references: {
    Contact: referenceBy(contactById),
    Lead: referenceBy(leadById),
    Intervention: referenceOfAnother,
    PersonExport: personReference,
  },
  jobs: [handleDomainEvents],
} satisfies SubgraphDefinition<SubgraphServices>;
