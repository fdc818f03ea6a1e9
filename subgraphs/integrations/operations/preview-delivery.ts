import type { Connector } from '../../../platform/connectors/connector.js';
import { nothingAsked, nothingKnown } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { redact } from '../../../platform/http/redact.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { chooseConnection } from '../connections/choose-connection.js';
import { lastAccepted } from '../deliveries/accepted-payload.js';
import { actionOf } from '../deliveries/action-of.js';
import { checkedInput } from '../deliveries/checked-input.js';
import { requestsToReconcile } from '../deliveries/claim-delivery.js';
import { externalIdsOf } from '../deliveries/external-records.js';
import { knownSubject } from '../deliveries/known-subject.js';
import { type Preparation, preparePayload } from '../deliveries/prepare-payload.js';
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
  /** Default: the one that a delivery of something without a company would be made on. */
  connectionId: string | null;
  /** Default: ''. */
  variant?: string;
  /** As a person would give it along. */
  input?: unknown;
}

/**
 * What a delivery would send now and what keeps it from going; nothing is sent, and nothing taken of the budget.
 * @throws NotFoundError when there is no such connector or action, or the connector has no such connection
 * @throws InvalidInputError when the action does not take the input
 */
export async function previewDelivery(
  { em, services, caller }: RequestContext<IntegrationsServices>,
  { connector: key, action: name, subjectId, connectionId, variant = '', input }: Previewed,
): Promise<DeliveryPreview> {
  const { connector, action } = actionOf(services.connectors, { connector: key, action: name });
  const asked = { ...nothingAsked, at: services.now(), variant, input: checkedInput(action, input) };
  const connection = await connectionOf(em, connector, connectionId);
  const about =
    connection && isUuid(subjectId) ? { connectionId: connection.id, action: name, subjectId, variant } : null;
  const { prepared: whole } = await preparePayload(services, caller, action, {
    subjectId,
    known: about ? await knownSubject(em, action, about) : nothingKnown,
    asked: connection ? { ...asked, settings: connection.settings } : asked,
    idsOf: async (needed) => (connection ? externalIdsOf(em, connection.id, needed) : new Map()),
  });
  const prepared = connection ? permitted(connection, action, whole) : whole;
  return {
    ...shown(prepared),
    ...(await comparedWithLast(em, about, prepared)),
    budget: connection && (await budgetNeeded(em, services, connector, connection, about)),
  };
}

async function connectionOf(em: EntityManager, { key }: Connector, id: string | null): Promise<Connection | null> {
  if (id === null) return chooseConnection(em, { connector: key });
  const named = isUuid(id) ? await em.findOne(Connection, { connector: key, id }) : null;
  if (!named) throw new NotFoundError(`The organization has no connection ${id} to ${key}.`);
  return named;
}

function shown(prepared: Preparation): Pick<DeliveryPreview, 'ready' | 'payload' | 'blockedBy' | 'violations'> {
  return prepared.ready
    ? { ready: true, payload: redact(prepared.payload), blockedBy: null, violations: [] }
    : { ready: false, payload: null, blockedBy: prepared.reason, violations: [...prepared.violations] };
}

type About = Parameters<typeof lastAccepted>[1];

async function comparedWithLast(
  em: EntityManager,
  about: About | null,
  prepared: Preparation,
): Promise<Pick<DeliveryPreview, 'difference' | 'lastAcceptedAt'>> {
  const last = about && (await lastAccepted(em, about));
  if (!last) return { difference: null, lastAcceptedAt: null };
  // As it would travel: without what is undefined.
  const next: unknown = prepared.ready ? JSON.parse(JSON.stringify(redact(prepared.payload))) : null;
  return { difference: prepared.ready ? differences(last.payload, next) : null, lastAcceptedAt: last.at };
}

async function budgetNeeded(
  em: EntityManager,
  { now }: IntegrationsServices,
  connector: Connector,
  connection: Connection,
  about: About | null,
): Promise<BudgetNeeded> {
  const unsettled = { mustReconcile: true, status: { $ne: DeliveryStatus.CANCELLED } };
  const unsure = about
    ? await em.count(Delivery, {
        connection,
        action: about.action,
        subjectId: about.subjectId,
        variant: about.variant,
        ...unsettled,
      })
    : 0;
  const requests = unsure > 0 ? requestsToReconcile + 1 : 1;
  const outlook = await budgetOutlook(em, [{ id: connection.id, limits: limitsOf(connector, connection) }], now());
  const foreseen = await foresee(em, connector, connection, requests, now());
  return { requests, left: outlook.get(connection.id) ?? [], ...foreseen };
}
