import {
  ApiKeyDocument,
  ApiKeysDocument,
  CreateApiKeyDocument,
  RegenerateApiKeyDocument,
  RevokeApiKeyDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/api-keys';
const admin = { tag: 'API keys', scopes: ['keys:admin'] } as const;

/** Keys for programs. */
export const apiKeyRoutes: readonly Route[] = [
  route({
    ...admin,
    method: 'GET',
    path,
    summary: 'Lists the organization’s keys, newest first; none with its secret.',
    audit: onlyReads,
    document: ApiKeysDocument,
  }),
  route({
    ...admin,
    method: 'POST',
    path,
    summary: 'Makes a key; answers with its secret, this once.',
    audit: 'api-key.created',
    document: CreateApiKeyDocument,
    status: 201,
    place: path,
    example: { name: 'nightly export', scopes: ['interventions:read'], rateLimitPerMinute: 120 },
    body: ({ createApiKey }) => createApiKey,
  }),
  route({
    ...admin,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows a key; its secret is never shown again.',
    audit: onlyReads,
    document: ApiKeyDocument,
  }),
  route({
    ...admin,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Ends a key for good, and within seconds every stream it opened.',
    audit: 'api-key.revoked',
    document: RevokeApiKeyDocument,
    status: 204,
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${path}/:id/regenerate`,
    summary: 'Gives a key a new secret, told this once; the one before stays good for 24 hours, or as long as is said.',
    audit: 'api-key.regenerated',
    document: RegenerateApiKeyDocument,
    body: ({ regenerateApiKey }) => regenerateApiKey,
  }),
];
