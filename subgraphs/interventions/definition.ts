import { personReference, referenceBy } from '../../platform/service/references.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';
import { audit } from './audit.js';
import { Beneficiary, Coordinates, Document, Installer, Operation, Photo, Product, Site } from './entities/dossier.js';
import { Intervention } from './entities/intervention.js';
import { InterventionChange } from './entities/intervention-change.js';
import { handleDomainEvents } from './jobs/handle-domain-events.js';
import { CreateInterventions } from './migrations/001-create-interventions.js';
import { DateVerdicts } from './migrations/002-date-verdicts.js';
import { ErasePeople } from './migrations/003-erase-people.js';
import { Erasure } from './privacy/erasure.js';
import { Hold } from './privacy/hold.js';
import { ErasureResolver, HoldResolver, PersonExportResolver } from './privacy/privacy-resolver.js';
import { DocumentResolver, PhotoResolver } from './resolvers/dossier-resolvers.js';
import { InterventionResolver } from './resolvers/intervention-resolver.js';
import { interventionById } from './resolvers/loaders.js';

/** Interventions and their dossiers: what was done at whose home, and how far it has come. */
export const interventions = {
  name: 'interventions',
  schema: 'interventions',
  entities: [
    Intervention,
    InterventionChange,
    Erasure,
    Hold,
    Beneficiary,
    Site,
    Installer,
    Operation,
    Product,
    Document,
    Coordinates,
    Photo,
  ],
  migrations: [
    { name: '001-create-interventions', class: CreateInterventions },
    { name: '002-date-verdicts', class: DateVerdicts },
    { name: '003-erase-people', class: ErasePeople },
  ],
  access: {
    shows: ['interventions:read', 'interventions:write'],
    adds: 'interventions:read',
    shared: ['Intervention'],
  },
  audit,
  resolvers: [
    InterventionResolver,
    DocumentResolver,
    PhotoResolver,
    PersonExportResolver,
    ErasureResolver,
    HoldResolver,
  ],
  orphanedTypes: [],
  references: { Intervention: referenceBy(interventionById), PersonExport: personReference },
  jobs: [handleDomainEvents],
} satisfies SubgraphDefinition<SubgraphServices>;
