import type { RequestContext } from '../../../platform/service/request-context.js';
import type { Delivery } from '../entities/delivery.js';
import { runFlows } from '../operations/run-flows.js';
import type { IntegrationsServices } from '../services.js';
import { rebuildEvents } from './rebuild-events.js';
import type { OrchestrationEvent } from './types.js';

/**
 * Has the flows of an event run at a person's word, from what is true now. What stands still is taken up again; what is
 * done once is not done twice.
 * @throws NotFoundError
 * @throws ConflictError when it has not happened, or is over
 */
export async function orchestrate(
  context: RequestContext<IntegrationsServices>,
  event: OrchestrationEvent,
  id: string,
): Promise<Delivery[]> {
  const events = await rebuildEvents[event](context, id);
  const { connectors } = context.services;
  return context.write(async (unit) => {
    const asked: Delivery[] = [];
    for (const one of events) asked.push(...(await runFlows(unit, connectors, one, { byHand: true })));
    return asked;
  });
}
