import { nothingAsked, nothingKnown, type Prepared } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { redact } from '../../../platform/http/redact.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { connectorOf } from '../connections/open-credentials.js';
import { lastAccepted } from '../deliveries/accepted-payload.js';
import { requestsToReconcile } from '../deliveries/claim-delivery.js';
import { knownSubject } from '../deliveries/follow-up.js';
import { preparePayload } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { permitted } from '../partners/permitted.js';
import type { BudgetNeeded, DeliveryPreview } from '../resolvers/types.js';
import type { IntegrationsServices } from '../services.js';
import { limitsOf } from '../traffic/admit.js';
import { budgetOutlook } from '../traffic/budget-outlook.js';
import { foresee } from '../traffic/foresee.js';
import { differences } from './differences.js';

export interface Previewed {
  connector: string;
  action: string;
  subjectId: string;
  /** Default: the one that a delivery would be made on. */
  connectionId: string | null;
}

/**
 * What a delivery would send now and what keeps it from going; nothing is sent, and nothing taken of the budget.
 * @throws NotFoundError when there is no such connector or action, or the connector has no such connection
 */
export async function previewDelivery(
  { em, services, caller }: RequestContext<IntegrationsServices>,
  { connector, action, subjectId, connectionId }: Previewed,
): Promise<DeliveryPreview> {
  const found = connectorOf(services.connectors, connector).actions[action];
  if (!found) throw new NotFoundError(`The connector ${connector} has no action ${action}.`);
  const connection = await connectionOf(em, connector, connectionId);
  const others = { ...(connection ? { connection: connection.id } : { connector }), subjectId };
  const known = isUuid(subjectId) ? await knownSubject(em, found, others) : nothingKnown;
  const whole = await preparePayload(services, caller, found, {
    subjectId,
    known,
    asked: connection ? { ...nothingAsked, settings: connection.settings } : nothingAsked,
  });
  const prepared = connection ? permitted(connection, found, whole) : whole;
  const about = connection && isUuid(subjectId) ? { connectionId: connection.id, action, subjectId } : null;
  return {
    ...shown(prepared),
    ...(await comparedWithLast(em, about, prepared)),
    budget: connection && (await budgetNeeded(em, services, connection, { action, subjectId })),
  };
}

async function connectionOf(em: EntityManager, connector: string, id: string | null): Promise<Connection | null> {
  if (id === null) return em.findOne(Connection, { connector }, { orderBy: { active: 'desc', createdAt: 'asc' } });
  const named = isUuid(id) ? await em.findOne(Connection, { connector, id }) : null;
  if (!named) throw new NotFoundError(`The organization has no connection ${id} to ${connector}.`);
  return named;
}

function shown(prepared: Prepared<unknown>): Pick<DeliveryPreview, 'ready' | 'payload' | 'blockedBy' | 'violations'> {
  return prepared.ready
    ? { ready: true, payload: redact(prepared.payload), blockedBy: null, violations: [] }
    : { ready: false, payload: null, blockedBy: prepared.reason, violations: [...prepared.violations] };
}

async function comparedWithLast(
  em: EntityManager,
  about: Parameters<typeof lastAccepted>[1] | null,
  prepared: Prepared<unknown>,
): Promise<Pick<DeliveryPreview, 'difference' | 'lastAcceptedAt'>> {
  const last = about && (await lastAccepted(em, about));
  if (!last) return { difference: null, lastAcceptedAt: null };
  // As it would travel: without what is undefined.
  const next: unknown = prepared.ready ? JSON.parse(JSON.stringify(redact(prepared.payload))) : null;
  return { difference: prepared.ready ? differences(last.payload, next) : null, lastAcceptedAt: last.at };
}

async function budgetNeeded(
  em: EntityManager,
  { connectors, now }: IntegrationsServices,
  connection: Connection,
  { action, subjectId }: { action: string; subjectId: string },
): Promise<BudgetNeeded> {
  const connector = connectorOf(connectors, connection.connector);
  const unsure = isUuid(subjectId)
    ? await em.count(Delivery, {
        connection,
        action,
        subjectId,
        mustReconcile: true,
        status: { $ne: DeliveryStatus.CANCELLED },
      })
    : 0;
  const requests = unsure > 0 ? requestsToReconcile + 1 : 1;
  const outlook = await budgetOutlook(em, [{ id: connection.id, limits: limitsOf(connector, connection) }], now());
  const foreseen = await foresee(em, connector, connection, requests, now());
  return { requests, left: outlook.get(connection.id) ?? [], ...foreseen };
}
