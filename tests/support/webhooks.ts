import { createHmac } from 'node:crypto';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { runUnitOfWork } from '../../platform/service/unit-of-work.js';
import { integrations } from '../../subgraphs/integrations/definition.js';
import { appendSyncEvent } from '../../subgraphs/integrations/sync-events/append-sync-event.js';
import type { HubClient } from './client.js';
import type { TestHub } from './hub.js';
import type { Received } from './receiver.js';

export interface NewWebhook {
  webhook: { id: string };
  secret: string;
}

export async function createWebhook(client: HubClient, input: object): Promise<NewWebhook> {
  const query = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }`;
  const settings = { name: 'test', events: ['*'], ...input };
  return (await client.data<{ createWebhook: NewWebhook }>(query, { input: settings })).createWebhook;
}

export interface MessageData {
  id: string;
  type: string;
  status: string;
  attemptsMade: number;
  nextAttemptAt: string | null;
  lastError: string | null;
}

/** The messages of a webhook, oldest first. */
export async function messagesOf(client: HubClient, id: string): Promise<MessageData[]> {
  const query = `query ($id: ID!) { webhook(id: $id) { messages(first: 100) {
    nodes { id type status attemptsMade nextAttemptAt lastError } } } }`;
  const { webhook } = await client.data<{ webhook: { messages: { nodes: MessageData[] } } }>(query, { id });
  return webhook.messages.nodes.reverse();
}

/** Signed as the specification says, worked out here by hand: which of the secrets signed it. */
export function signers({ headers, body }: Received, secrets: readonly string[]): string[] {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const given = String(headers['webhook-signature']).split(' ');
  return secrets.filter((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    return given.includes(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  });
}

/** Appends a sync event as an operation of the hub does. */
export function append(hub: TestHub, type: string): Promise<void> {
  const caller = {
    organizationId: firstOrganizationId,
    actor: { kind: 'system' as const, id: 'test', name: 'test' },
    scopes: ['admin'],
  };
  return runUnitOfWork(hub.assembly.services, { caller, requestId: 'test' }, (unit) =>
    appendSyncEvent(unit, { type, message: type }),
  );
}

/** Runs what a hub without workers has queued for its webhooks, until nothing is due by the hub's clock. */
export async function runWebhookJobs(hub: TestHub): Promise<void> {
  const jobs = integrations.jobs.filter(({ name }) => name.includes('webhook') && name !== 'apply-webhook');
  for (let found = true; found; ) {
    found = false;
    for (const job of jobs) {
      const due = await hub.database.sql<{ id: string; data: unknown }>(
        `delete from jobs.job where name = $1 and state = 'created' and start_after <= $2 returning id, data`,
        [job.name, hub.assembly.services.now()],
      );
      for (const { data } of due) await job.handle(data, hub.assembly.services, new AbortController().signal);
      found ||= due.length > 0;
    }
  }
}
