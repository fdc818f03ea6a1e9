import { referenceBy } from '../../platform/service/references.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';
import { ApiKey } from './entities/api-key.js';
import { CreateAccess } from './migrations/001-create-access.js';
import { ManageKeys } from './migrations/002-manage-keys.js';
import { ApiKeyResolver } from './resolvers/api-key-resolver.js';
import { apiKeyById } from './resolvers/loaders.js';

/** Who may come in, and as what: keys, people, programs. The gateway reads these tables to find out who calls. */
export const access = {
  name: 'access',
  schema: 'access',
  entities: [ApiKey],
  migrations: [
    { name: '001-create-access', class: CreateAccess },
    { name: '002-manage-keys', class: ManageKeys },
  ],
  access: { shows: ['keys:admin', 'users:admin', 'oauth:admin'], adds: 'users:admin', foreign: [] },
  resolvers: [ApiKeyResolver],
  orphanedTypes: [],
  references: { ApiKey: referenceBy(apiKeyById) },
  jobs: [],
} satisfies SubgraphDefinition<SubgraphServices>;
