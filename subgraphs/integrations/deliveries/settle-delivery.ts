import type { Receipt, SubjectType } from '../../../platform/connectors/connector.js';
import { CannotTellError, type VendorError, type VendorErrorKind } from '../../../platform/connectors/vendor-error.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';
import { AttemptOutcome, DeliveryStatus } from '../entities/delivery-status.js';
import { SentPayload } from '../entities/sent-payload.js';
import { noteTraffic, type Talk } from '../traffic/note-traffic.js';
import { unspend } from '../traffic/rate-budget.js';
import { keepAccepted } from './accepted-payload.js';
import { leasedDelivery } from './begin-attempt.js';
import type { Claim } from './claim-delivery.js';
import { isDossier } from './dossier.js';
import { keepRecord } from './external-records.js';
import { leaveToReview, wasRefused } from './follow-up.js';
import { giveUp } from './give-up.js';
import { enqueueDelivery, moveDelivery, wakeSuccessors } from './move-delivery.js';
import { maxRetries, retryDelayMs } from './retry-schedule.js';

const released = { leaseId: null, leaseUntil: null };

/** The vendor has it. */
export async function succeedAttempt(
  unit: UnitOfWork,
  claim: Claim,
  { id }: DeliveryAttempt,
  talk: Talk,
  receipt: Receipt & {
    contents: readonly string[] | null;
    payload: unknown;
    refusals: readonly string[];
    leaves: SubjectType | null;
  },
): Promise<void> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return;
  await noteTraffic(unit, delivery.connection, talk, null);
  await closeAttempt(unit, id, talk, { outcome: AttemptOutcome.SUCCEEDED, errorCode: null, message: null });
  if (!receipt.earlier) delivery.sentItems = receipt.contents;
  await tellSuccess(unit, delivery, receipt);
  if (receipt.leaves && receipt.externalId !== null) {
    const { connection, subjectId } = delivery;
    const record = { recordType: receipt.leaves, externalId: receipt.externalId };
    await keepRecord(unit, { connectionId: connection.id, subjectId, ...record });
  }
  await wakeSuccessors(unit, delivery);
  if (!receipt.earlier) await keepAccepted(unit, delivery, receipt.payload);
  const as = receipt.externalId ? ` as ${receipt.externalId}` : '';
  await moveDelivery(
    unit,
    delivery,
    DeliveryStatus.SUCCEEDED,
    `${delivery.connector} has ${delivery.subjectReference}${as}`,
    {
      ...released,
      externalId: receipt.externalId ?? delivery.externalId,
      vendorStatus: delivery.vendorStatus ?? receipt.vendorStatus,
      vendorHeardAt: unit.now(),
      mustReconcile: false,
      lastError: null,
      lastErrorCode: null,
    },
  );
}

/**
 * An attempt of which nobody heard had arrived: the vendor's record of it has become known by another way, so that there
 * is nothing to send any more.
 */
export async function settleArrived(unit: UnitOfWork, claim: Claim, externalId: string): Promise<void> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return;
  await unspend(unit.em, claim.reservation);
  await tellSuccess(unit, delivery, { externalId, vendorStatus: null, refusals: [] });
  await wakeSuccessors(unit, delivery);
  const message = `${delivery.connector} has ${delivery.subjectReference} as ${externalId}, as has become known since`;
  await moveDelivery(unit, delivery, DeliveryStatus.SUCCEEDED, message, {
    ...released,
    externalId,
    mustReconcile: false,
    lastError: null,
    lastErrorCode: null,
  });
}

/** A dossier's fate is the interventions' to note; whom the rest concerns, the flows say. */
async function tellSuccess(
  unit: UnitOfWork,
  delivery: Delivery,
  { externalId, facts = {}, refusals }: Receipt & { refusals: readonly string[] },
): Promise<void> {
  const { id: deliveryId, connector, action, subjectType, subjectId, variant } = delivery;
  if (!isDossier(delivery)) {
    const known = externalId ?? delivery.externalId;
    const about = { subjectType, subjectId, subjectReference: delivery.subjectReference, variant };
    return unit.emit('delivery.done', {
      deliveryId,
      connector,
      action,
      ...about,
      companyId: delivery.connection.companyId,
      externalId: known,
      facts: { ...facts },
      isSilent: delivery.isSilent,
    });
  }
  if (await wasRefused(unit, delivery, refusals)) return;
  await unit.emit('dossier.accepted', { interventionId: subjectId, connector, externalId });
}

/** What each class of failure leads to. */
const consequences = {
  retryable: { outcome: AttemptOutcome.RETRYABLE, retries: true, reconcile: false },
  'rate-limited': { outcome: AttemptOutcome.RATE_LIMITED, retries: true, reconcile: false },
  authentication: { outcome: AttemptOutcome.AUTHENTICATION, retries: true, reconcile: false },
  permanent: { outcome: AttemptOutcome.PERMANENT, retries: false, reconcile: false },
  'unknown-outcome': { outcome: AttemptOutcome.UNKNOWN_OUTCOME, retries: true, reconcile: true },
} as const satisfies Record<VendorErrorKind, { outcome: AttemptOutcome; retries: boolean; reconcile: boolean }>;

interface Failure {
  error: VendorError;
  retryBaseMs: number;
  /** The same run goes on at once (with a new token): the attempt is recorded and does not count. */
  goesOn: boolean;
  /** Whether the vendor can be asked what became of it. */
  canReconcile: boolean;
}

/** The attempt failed: on to the next one, at its time, or given up. */
export async function failAttempt(
  unit: UnitOfWork,
  claim: Claim,
  { id, number }: DeliveryAttempt,
  talk: Talk,
  { error, retryBaseMs, goesOn, canReconcile }: Failure,
): Promise<void> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return;
  await noteTraffic(unit, delivery.connection, talk, error);
  const { outcome, retries, reconcile } = consequences[error.kind];
  await closeAttempt(unit, id, talk, { outcome, errorCode: error.vendorCode, message: error.message }, error);
  delivery.mustReconcile ||= reconcile;
  claim.delivery.mustReconcile = delivery.mustReconcile;
  const facts = { lastError: error.message, lastErrorCode: error.vendorCode };
  if (goesOn) {
    Object.assign(delivery, facts);
    return;
  }
  if (!delivery.mustReconcile) delivery.sentItems = null;
  const countedAttempts = delivery.countedAttempts + 1;
  const isOver = !retries || countedAttempts > maxRetries;
  if (delivery.mustReconcile && (!canReconcile || (isOver && error instanceof CannotTellError))) {
    Object.assign(delivery, facts, { countedAttempts });
    return leaveToReview(unit, delivery, error.message);
  }
  if (isOver) {
    Object.assign(delivery, facts, { countedAttempts });
    return giveUp(unit, delivery, error.message);
  }

  const delay = retryDelayMs(countedAttempts, retryBaseMs, error.retryAfterMs);
  const nextAttemptAt = new Date(unit.now().getTime() + delay);
  await enqueueDelivery(unit, delivery, nextAttemptAt);
  const message = `attempt ${number} failed (${error.vendorCode}: ${error.message}); the next is in ${Math.ceil(delay / 1_000)} s`;
  await moveDelivery(unit, delivery, DeliveryStatus.RETRYING, message, {
    ...released,
    ...facts,
    countedAttempts,
    nextAttemptAt,
    blockedBy: error.kind === 'rate-limited' ? 'rate limit of the vendor' : null,
  });
}

async function closeAttempt(
  unit: UnitOfWork,
  id: string,
  { exchanges, carried }: Talk,
  closing: Pick<DeliveryAttempt, 'outcome' | 'errorCode' | 'message'>,
  error?: VendorError,
): Promise<void> {
  const attempt = await unit.em.findOneOrFail(DeliveryAttempt, { id });
  const answer = exchanges.at(-1)?.response;
  attempt.outcome = closing.outcome;
  attempt.errorCode = closing.errorCode;
  attempt.message = closing.message;
  attempt.durationMs = Math.max(0, unit.now().getTime() - attempt.startedAt.getTime());
  attempt.httpStatus = error ? (error.vendorStatus ?? null) : (answer?.status ?? null);
  attempt.vendorRequestId = error?.vendorRequestId ?? requestIdOf(answer?.headers);
  attempt.exchanges = [...exchanges];
  if (!carried) await unit.em.nativeDelete(SentPayload, { attemptId: id });
}

function requestIdOf(headers: unknown): string | null {
  if (headers === null || typeof headers !== 'object' || !('x-request-id' in headers)) return null;
  return typeof headers['x-request-id'] === 'string' ? headers['x-request-id'] : null;
}
