import { print } from 'graphql';
import {
  type Asked,
  type Connector,
  type ConnectorAction,
  type KnownSubject,
  nothingKnown,
  type Prepared,
} from '../../../platform/connectors/connector.js';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { Caller } from '../../../platform/service/caller.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import type { Delivery } from '../entities/delivery.js';
import { permitted } from '../partners/permitted.js';
import type { IntegrationsServices } from '../services.js';
import { unspend } from '../traffic/rate-budget.js';
import { attemptDelivery } from './attempt-delivery.js';
import { type Claim, claimDelivery } from './claim-delivery.js';
import { knownSubject, leaveClaimToReview, settleUnsent } from './follow-up.js';
import { keepLease } from './keep-lease.js';
import { blockDelivery } from './settle-delivery.js';

/** The worker of an organization: what jobs act as. */
export function workerCaller(organizationId: string): Caller {
  return { organizationId, actor: { kind: 'worker', id: 'deliver', name: 'Passerelle worker' }, scopes: ['admin'] };
}

/**
 * Takes one delivery as far as it goes now: claims it, reads its payload through the graph, and sends it. Run twice at
 * once, the second finds the lease and leaves; run after a crash, it first asks the vendor what became of the last try.
 *
 * @throws whatever kept the hub itself from working (database, graph): the job is then run again
 */
export async function runDelivery(
  services: IntegrationsServices,
  organizationId: string,
  deliveryId: string,
  signal: AbortSignal,
): Promise<void> {
  const caller = workerCaller(organizationId);
  const requestId = `delivery-${deliveryId}`;
  const inTransaction = <T>(work: (unit: UnitOfWork) => Promise<T>) =>
    runUnitOfWork(services, { caller, requestId }, work);

  const claim = await inTransaction((unit) => claimDelivery(unit, services.connectors, deliveryId));
  if (!claim) return;
  const lease = keepLease(services, claim, signal);
  try {
    const { connector, action } = actionOf(services, claim.delivery);
    if (claim.delivery.mustReconcile && !action.reconcile) {
      await inTransaction((unit) => leaveClaimToReview(unit, claim));
      return;
    }
    const { connection, subjectId, id } = claim.delivery;
    const others = { connection: connection.id, subjectId, id: { $ne: id } };
    const known = action.follows
      ? await services.database.read(organizationId, (em) => knownSubject(em, action, others))
      : nothingKnown;
    const whole = await preparePayload(services, caller, action, { subjectId, known, asked: askedOf(claim.delivery) });
    const prepared = permitted(connection, action, whole);
    if (!prepared.ready) {
      await inTransaction((unit) =>
        prepared.because ? settleUnsent(unit, claim, prepared.because) : blockDelivery(unit, claim, prepared),
      );
      return;
    }
    await attemptDelivery({
      services,
      inTransaction,
      claim,
      connector,
      action,
      payload: prepared.payload,
      known,
      signal: lease.signal,
    });
  } catch (error) {
    await inTransaction((unit) => releaseClaim(unit, claim));
    throw error;
  } finally {
    lease.end();
  }
}

export function actionOf(
  services: Pick<IntegrationsServices, 'connectors'>,
  { connector: key, action: name }: Pick<Delivery, 'connector' | 'action'>,
): { connector: Connector; action: ConnectorAction<unknown> } {
  const connector = connectorOf(services.connectors, key);
  const action = connector.actions[name];
  if (!action) throw new Error(`connector ${key} has no action ${name}`);
  return { connector, action };
}

/** What was asked for along with the subject. */
const askedOf = ({ variant, input, connection }: Delivery): Asked => ({
  variant,
  input,
  settings: connection.settings,
});

/** @throws UnavailableError when the graph has no whole answer */
export async function preparePayload(
  { graph }: Pick<IntegrationsServices, 'graph'>,
  caller: Caller,
  action: ConnectorAction<unknown>,
  { subjectId, known, asked }: { subjectId: string; known: KnownSubject; asked: Asked },
): Promise<Prepared<unknown>> {
  if (action.follows && known.externalId === null) {
    return { ready: false, reason: 'not published yet', violations: [], because: 'not-published' };
  }
  const requestId = `dossier-${subjectId}`;
  const answer = await graph.execute(
    { query: print(action.document), variables: { id: subjectId } },
    { caller, requestId },
  );
  if (answer.errors?.length || !answer.data) {
    const reasons = (answer.errors ?? []).map((error) => error.message).join('; ');
    throw new UnavailableError(`The graph did not give the whole dossier: ${reasons}`, { cause: answer.errors?.[0] });
  }
  return action.prepare(answer.data, known, asked);
}

/** The hub failed, not the vendor: the delivery is as it was, with what it reserved given back; the job will be run again. */
async function releaseClaim(unit: UnitOfWork, { delivery, leaseId, reserved }: Claim): Promise<void> {
  const released = await unit.em.execute<object[]>(
    `update integrations.deliveries set lease_id = null, lease_until = null
     where id = ? and lease_id = ? and status <> 'SENDING' returning id`,
    [delivery.id, leaseId],
  );
  if (released.length > 0) await unspend(unit.em, delivery.connection, reserved);
}
