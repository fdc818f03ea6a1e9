import { createHash } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';
import type { Connector } from '../../../platform/connectors/connector.js';
import { MalformedRequestError, NotFoundError } from '../../../platform/errors/errors.js';
import { unstorable } from '../../../platform/errors/unstorable.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { redact } from '../../../platform/http/redact.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { verifyWebhook } from '../../../platform/webhooks/verify-webhook.js';
import type { InboundEvent, WebhookProof } from '../../../platform/webhooks/webhook-declaration.js';
import { connectorOf, openCredentials } from '../connections/open-credentials.js';
import { Connection } from '../entities/connection.js';
import { InboundWebhook, WebhookOutcome } from '../entities/inbound-webhook.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { applyWebhookQueue } from './apply-webhook-queue.js';
import { WebhookRefusedError } from './webhook-refused-error.js';

export interface ReceivedRequest {
  connector: string;
  /** The one connection it is for, when the vendor was given an address that says so. */
  connectionId: string | null;
  rawBody: Buffer;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  /** What the address says the body is about, for vendors whose bodies do not. */
  topic: string | null;
  requestId: string;
}

const candidateRows = z.array(z.object({ organization_id: z.uuid(), connection_id: z.uuid() }));

/**
 * Takes in a vendor's webhook: signature on the raw bytes, then freshness, then once and for all into the table. It is
 * applied by a job, so the vendor is answered as soon as the event cannot be lost any more.
 *
 * @returns whether it had been received before
 * @throws NotFoundError, WebhookRefusedError, MalformedRequestError, InvalidInputError
 */
export async function receiveWebhook(
  services: IntegrationsServices,
  request: ReceivedRequest,
): Promise<{ duplicate: boolean }> {
  const connector = connectorOf(services.connectors, request.connector);
  const { webhook } = connector;
  if (!webhook) throw new NotFoundError(`${connector.title} sends no webhooks.`);
  const proven = await provenConnection(services, connector, request);
  if (!proven)
    throw new WebhookRefusedError('The signature is missing or wrong.', { details: { reason: 'signature' } });

  const body = parsed(request.rawBody);
  refuseViolations(unstorable(body));
  const receivedAt = services.now();
  const events = webhook.parse(body, { topic: request.topic, receivedAt });
  const { maxAgeSeconds } = webhook;
  const ageOf = ({ occurredAt }: InboundEvent) => Math.abs(receivedAt.getTime() - occurredAt.getTime()) / 1_000;
  if (maxAgeSeconds !== null && events.some((event) => ageOf(event) > maxAgeSeconds)) {
    throw new WebhookRefusedError(`The timestamp is more than ${maxAgeSeconds} seconds from now.`, {
      details: { reason: 'timestamp' },
    });
  }
  const types = [...new Set(events.map(({ type }) => type))].join(', ');
  const summary = events.map((event) => event.summary).join('; ');

  const { connection, proof } = proven;
  const { organizationId } = connection;
  const actor = { kind: 'system' as const, id: `webhook:${connector.key}`, name: connector.title };
  const identity = { caller: { organizationId, actor, scopes: [] }, requestId: request.requestId };
  try {
    await runUnitOfWork(services, identity, async (unit) => {
      const stored = unit.em.create(InboundWebhook, {
        organizationId,
        connection: unit.em.getReference(Connection, connection.id),
        dedupeKey: dedupeKeyOf(request, proof),
        type: types || request.topic || 'unknown',
        topic: request.topic,
        occurredAt: events.at(-1)?.occurredAt ?? receivedAt,
        payload: redact(body),
        outcome: WebhookOutcome.RECEIVED,
        createdAt: unit.now(),
      });
      await unit.em.flush();
      await unit.enqueue(applyWebhookQueue, { organizationId, webhookId: stored.id });
      await appendSyncEvent(unit, {
        type: 'webhook.received',
        message: summary || `${connector.title}: nothing of interest`,
        connector: connector.key,
      });
    });
    return { duplicate: false };
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return { duplicate: true };
    throw error;
  }
}

/**
 * Twice the same bytes are the same event said twice. Where nothing is signed, the address says which event it is, and
 * one body may be two: a payment made and its invoice changed. A signature does not cover the address: were it part of
 * the key there, anybody could have a signed body applied again under another.
 */
function dedupeKeyOf({ rawBody, topic }: ReceivedRequest, { scheme }: WebhookProof): string {
  const digest = createHash('sha256').update(rawBody);
  if (scheme === 'shared-secret' && topic !== null) digest.update(`\n${topic}`);
  return digest.digest('hex');
}

/** The connection whose secret signed the body or came along with it, and how. */
async function provenConnection(
  services: IntegrationsServices,
  connector: Connector,
  { connectionId, rawBody, headers, topic }: ReceivedRequest,
): Promise<{ connection: Connection; proof: WebhookProof } | null> {
  const { webhook } = connector;
  if (!webhook) return null;
  if (connectionId !== null && !isUuid(connectionId)) return null;
  const candidates = 'select * from integrations.webhook_connections(?, ?)';
  const rows = await services.database.acrossOrganizations(candidates, [connector.key, connectionId]);
  for (const row of candidateRows.parse(rows)) {
    const connection = await services.database.read(row.organization_id, (em) =>
      em.findOne(Connection, { id: row.connection_id }),
    );
    if (!connection) continue;
    const secret = await webhookSecret(services, connector, connection, topic);
    const holds = (proof: WebhookProof) => verifyWebhook(proof, { rawBody, headers }, secret ?? '', services.now());
    const proof = secret ? webhook.proofs.find(holds) : undefined;
    if (proof) return { connection, proof };
  }
  return null;
}

/** `null` where there is none, or none that can be read: one organization's broken secret must not close the door to all. */
async function webhookSecret(
  services: IntegrationsServices,
  connector: Connector,
  connection: Connection,
  topic: string | null,
): Promise<string | null> {
  try {
    const credentials = await openCredentials(services.secretBox, connector, connection);
    return connector.webhook?.secretOf(credentials, topic) ?? null;
  } catch (err) {
    services.logger.error({ err, connectionId: connection.id }, 'the credentials of a connection cannot be read');
    return null;
  }
}

function parsed(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch (cause) {
    throw new MalformedRequestError('The body is not JSON.', { cause });
  }
}
