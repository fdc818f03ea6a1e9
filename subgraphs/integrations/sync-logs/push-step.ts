import type { Connector } from '../../../platform/connectors/connector.js';
import { connectorOf } from '../connections/open-credentials.js';
import { requestFirsts } from '../deliveries/request-firsts.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { sharedTypes } from '../two-way/pull-changes.js';
import { pushFlows, readCandidates } from './candidates.js';
import { followDeliveries, pageEveryMs, priorityOfRuns, standsStill } from './follow-deliveries.js';
import { ourRecordsStep } from './our-records-step.js';
import { type SyncLog, SyncPhase, SyncType } from './sync-log.js';
import { identityOf, type Next, takeStep } from './take-step.js';

/** Where a run goes once all is asked for. */
function afterPush(connector: Connector, { type }: SyncLog): Next {
  const asks = connector.status !== undefined || sharedTypes(connector).length > 0;
  return { phase: type !== SyncType.PUSH && asks ? SyncPhase.PULL : SyncPhase.SETTLE, position: null, delayMs: 0 };
}

/** Brings a page of what the vendor is to have: finished interventions, where it gets any, or else our records. */
export async function pushStep(services: IntegrationsServices, log: SyncLog): Promise<void> {
  const { connector: key } = await services.database.read(log.organizationId, (em) =>
    em.findOneOrFail(Connection, { id: log.connectionId }),
  );
  const connector = connectorOf(services.connectors, key);
  const afterAll = afterPush(connector, log);
  if (pushFlows(key).length > 0) return interventionsStep(services, log, { connector, afterAll });
  return ourRecordsStep(services, log, { connector, afterAll });
}

/** Asks for the deliveries of one page of finished interventions; what is there or under way is left as it is. */
async function interventionsStep(
  services: IntegrationsServices,
  log: SyncLog,
  { connector, afterAll }: { connector: Connector; afterAll: Next },
): Promise<void> {
  const { position: after, changedSince, connectionId } = log;
  const page = await readCandidates(services, identityOf(log), { after, changedSince });
  await takeStep(services, log, async (unit, locked) => {
    const connection = await unit.em.findOneOrFail(Connection, { id: connectionId });
    const wanted = page.candidates.flatMap((candidate) =>
      pushFlows(connector.key)
        .filter((flow) => flow.when(candidate))
        .map(({ action }) => ({
          connection,
          request: {
            connector: connector.key,
            action,
            subjectId: candidate.interventionId,
            subjectReference: candidate.reference,
            byHand: false,
            priority: priorityOfRuns,
          },
        })),
    );
    const asked = wanted.length > 0 ? await requestFirsts(unit, services.connectors, wanted) : [];
    const followed: string[] = [];
    for (const { delivery, isNew } of asked) {
      const canRepeat = connector.actions[delivery.action]?.reconcile != null;
      if (isNew || (await standsStill(unit, delivery, canRepeat))) followed.push(delivery.id);
    }
    await followDeliveries(unit, locked, followed);
    locked.recordsProcessed += wanted.length;
    if (page.next !== null) {
      return { phase: SyncPhase.PUSH, position: page.next, delayMs: followed.length > 0 ? pageEveryMs : 0 };
    }
    return afterAll;
  });
}
