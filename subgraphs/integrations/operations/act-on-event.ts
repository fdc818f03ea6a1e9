import type { Connector } from '../../../platform/connectors/connector.js';
import type { DomainEvent } from '../../../platform/events/domain-event-job.js';
import type { DomainEventName } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { expectOutcomes } from '../invariants/expect-outcomes.js';
import { runFlows } from './run-flows.js';

/** Does what the flows say of an event, and writes down what has to come of it. */
export async function actOnEvent<Name extends DomainEventName>(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  event: DomainEvent<Name>,
): Promise<void> {
  await runFlows(unit, connectors, event);
  await expectOutcomes(unit, event);
}
