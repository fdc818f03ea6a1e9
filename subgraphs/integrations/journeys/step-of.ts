import type { Delivery } from '../entities/delivery.js';
import type { DeliveryStatus } from '../entities/delivery-status.js';
import type { SyncEvent } from '../entities/sync-event.js';
import type { Signature } from '../signatures/signature.js';
import { isOpen } from '../signatures/signature-state.js';
import { type JourneyState, JourneyStep } from './types.js';

export const stepOfEvent = ({ id, occurredAt, type, message, connector, ...event }: SyncEvent): JourneyStep =>
  Object.assign(new JourneyStep(), {
    id: `event:${id}`,
    at: occurredAt,
    kind: 'EVENT',
    subjectType: event.subjectType ?? (event.interventionId === null ? null : 'intervention'),
    subjectId: event.subjectId ?? event.interventionId,
    title: message ?? type,
    state: 'COMPLETE',
    status: type,
    connector,
    action: null,
    why: null,
    error: null,
    deliveryId: null,
  } satisfies JourneyStep);

export const stepOfDelivery = (delivery: Delivery): JourneyStep =>
  Object.assign(new JourneyStep(), {
    id: `delivery:${delivery.id}`,
    at: delivery.createdAt,
    kind: 'DELIVERY',
    subjectType: delivery.subjectType,
    subjectId: delivery.subjectId,
    title: `${delivery.connector}: ${delivery.action.replaceAll('-', ' ')} of ${delivery.subjectReference}`,
    state: stateOfDelivery(delivery),
    status: delivery.status,
    connector: delivery.connector,
    action: delivery.action,
    why: whyItStands(delivery),
    error: delivery.lastError,
    deliveryId: delivery.id,
  } satisfies JourneyStep);

export const stepOfSignature = (signature: Signature): JourneyStep =>
  Object.assign(new JourneyStep(), {
    id: `signature:${signature.id}`,
    at: signature.createdAt,
    kind: 'SIGNATURE',
    subjectType: signature.subjectType,
    subjectId: signature.subjectId,
    title: `${signature.connector}: signature of ${signature.subjectReference}`,
    state: isOpen(signature.state) ? 'WAITING' : 'COMPLETE',
    status: signature.state,
    connector: signature.connector,
    action: null,
    why: isOpen(signature.state) ? 'waits for a signer' : signature.reason,
    error: null,
    deliveryId: signature.deliveryId,
  } satisfies JourneyStep);

/** Of those that stand still, whether a person is needed is told by what they wait for. */
export function stateOfDelivery({ status, waitsFor }: Pick<Delivery, 'status' | 'waitsFor'>): JourneyState {
  if (status === 'BLOCKED' && (waitsFor === 'dossier' || waitsFor === 'connection')) return 'BLOCKED';
  return states[status];
}

const states: Readonly<Record<DeliveryStatus, JourneyState>> = {
  PENDING: 'UNDER_WAY',
  SENDING: 'UNDER_WAY',
  RETRYING: 'WAITING',
  BLOCKED: 'WAITING',
  SUCCEEDED: 'COMPLETE',
  FAILED: 'FAILED',
  CANCELLED: 'COMPLETE',
};

function whyItStands({ status, blockedBy, lastError, violations }: Delivery): string | null {
  if (stateOfDelivery({ status, waitsFor: null }) === 'COMPLETE') return null;
  const details = violations.map(({ field, message }) => `${field} ${message}`).join('; ');
  if (blockedBy) return details ? `${blockedBy}: ${details}` : blockedBy;
  return status === 'RETRYING' || status === 'FAILED' ? lastError : null;
}
