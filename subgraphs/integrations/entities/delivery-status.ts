import { registerEnumType } from 'type-graphql';

export const DeliveryStatus = {
  PENDING: 'PENDING',
  SENDING: 'SENDING',
  RETRYING: 'RETRYING',
  BLOCKED: 'BLOCKED',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type DeliveryStatus = (typeof DeliveryStatus)[keyof typeof DeliveryStatus];

registerEnumType(DeliveryStatus, {
  name: 'DeliveryStatus',
  valuesConfig: {
    PENDING: { description: 'Waits for its turn.' },
    SENDING: { description: 'A worker is talking to the vendor.' },
    RETRYING: { description: 'An attempt failed, or its worker was lost; the next is at nextAttemptAt.' },
    BLOCKED: { description: 'Cannot go for now; blockedBy says why.' },
    SUCCEEDED: { description: 'The vendor has it.' },
    FAILED: { description: 'Given up; kept whole, and can be retried by hand.' },
    CANCELLED: { description: 'Taken back before the vendor had it.' },
  },
});

/** Which status may follow which. */
export const deliveryTransitions: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  PENDING: ['SENDING', 'BLOCKED', 'CANCELLED'],
  SENDING: ['SUCCEEDED', 'RETRYING', 'BLOCKED', 'FAILED', 'SENDING'],
  RETRYING: ['SENDING', 'SUCCEEDED', 'BLOCKED', 'PENDING', 'FAILED', 'CANCELLED'],
  BLOCKED: ['SENDING', 'PENDING', 'BLOCKED', 'CANCELLED'],
  SUCCEEDED: [],
  FAILED: ['PENDING', 'CANCELLED'],
  CANCELLED: ['PENDING'],
};

export const AttemptOutcome = {
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  RETRYABLE: 'RETRYABLE',
  RATE_LIMITED: 'RATE_LIMITED',
  AUTHENTICATION: 'AUTHENTICATION',
  PERMANENT: 'PERMANENT',
  UNKNOWN_OUTCOME: 'UNKNOWN_OUTCOME',
  INTERRUPTED: 'INTERRUPTED',
} as const;
export type AttemptOutcome = (typeof AttemptOutcome)[keyof typeof AttemptOutcome];

registerEnumType(AttemptOutcome, {
  name: 'AttemptOutcome',
  valuesConfig: {
    UNKNOWN_OUTCOME: { description: 'The vendor may have done it; it is asked before anything is sent again.' },
    INTERRUPTED: { description: 'The worker went away in the middle; treated as an unknown outcome.' },
    AUTHENTICATION: { description: 'The token was not accepted; it is renewed and the attempt does not count.' },
  },
});
