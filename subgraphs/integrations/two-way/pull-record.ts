import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import { compareRecord } from './compare-record.js';
import { pullRecordQueue } from './pull-record-queue.js';

/** How long a record waits at a time for our own call that may still bring it there, and in all, in milliseconds. */
const waitMs = 2_000;
const patienceMs = 600_000;

/** Reads one record anew from its vendor and compares it with ours. */
export const pullRecord = defineJob<z.infer<typeof pullRecordQueue.payload>, IntegrationsServices>({
  ...pullRecordQueue,
  async run(wanted, services, signal) {
    const { organizationId, connectionId, type, externalId } = wanted;
    const connection = await services.database.read(organizationId, (em) =>
      em.findOne(Connection, { id: connectionId, deletedAt: null }),
    );
    const connector = connection && connectorOf(services.connectors, connection.connector);
    const record = connector?.records?.[type];
    if (!connection?.active || !connector || !record) return;
    const identity = { caller: workerCaller(organizationId), requestId: `pull-${connectionId}-${externalId}` };
    const remote = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
      record.read(session, externalId),
    );
    if (!remote) return;
    const result = await compareRecord(services, { identity, connection, type, remote, round: wanted.round });
    if (result !== 'wait') return;
    const now = services.now();
    const waitingSince = wanted.waitingSince ?? now.toISOString();
    // Given up, the poll finds it again.
    if (now.getTime() - Date.parse(waitingSince) > patienceMs) return;
    const startAfter = new Date(now.getTime() + waitMs);
    await runUnitOfWork(services, identity, (unit) =>
      unit.enqueue(pullRecordQueue, { ...wanted, waitingSince }, { startAfter }),
    );
  },
});
