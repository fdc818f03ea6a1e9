import type { SealedColumn } from '../../platform/secrets/sealed-column.js';

export const connectionCredentials = {
  table: 'integrations.connections',
  column: 'credentials',
} satisfies SealedColumn;

export const accessTokenValue = {
  table: 'integrations.access_tokens',
  column: 'token',
  key: 'connection_id',
} satisfies SealedColumn;

export const webhookSecret = { table: 'integrations.webhooks', column: 'secret' } satisfies SealedColumn;

export const previousWebhookSecret = {
  table: 'integrations.webhooks',
  column: 'previous_secret',
  formerColumn: 'secret',
} satisfies SealedColumn;

/** Every column of this subgraph that holds secrets. */
export const sealedColumns: readonly SealedColumn[] = [
  connectionCredentials,
  accessTokenValue,
  webhookSecret,
  previousWebhookSecret,
];
