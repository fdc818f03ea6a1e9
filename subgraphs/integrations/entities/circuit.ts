import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { registerEnumType } from 'type-graphql';

export const CircuitState = { CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' } as const;
export type CircuitState = (typeof CircuitState)[keyof typeof CircuitState];

registerEnumType(CircuitState, {
  name: 'CircuitState',
  valuesConfig: {
    CLOSED: { description: 'All is well.' },
    OPEN: { description: 'The vendor failed too often: deliveries wait until probeAt.' },
    HALF_OPEN: { description: 'One delivery is on its way to find out whether the vendor is back.' },
  },
});

/**
 * The circuit breaker of a connection, shared by all workers. The row is also the lock under which its rate budget is
 * spent: whoever holds it is the only one to look and take.
 */
@Entity({ schema: 'integrations', tableName: 'circuits' })
export class Circuit {
  @PrimaryKey({ type: 'uuid' })
  connectionId!: string;

  @Property({ type: 'uuid' })
  organizationId!: string;

  @Enum({ items: () => CircuitState, type: 'text' })
  state: CircuitState = CircuitState.CLOSED;

  /** Failures in a row. */
  @Property({ type: 'integer' })
  failures: number & Opt = 0;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  openedAt: Date | null = null;

  /** When one delivery may go and see; while half open, until when its answer is waited for. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  probeAt: Date | null = null;

  /** Probes that failed since it opened: each doubles the wait. */
  @Property({ type: 'integer' })
  probes: number & Opt = 0;

  /** The vendor said not to come before this (Retry-After, or its own count at zero). */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  heldUntil: Date | null = null;

  /** Until when it counts as slow: it took its time for an answer not long before. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  slowUntil: Date | null = null;

  /** When the deliveries that wait for this connection are looked at next; `null` when none is known to wait. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  drainAt: Date | null = null;
}
