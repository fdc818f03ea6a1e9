import { z } from 'zod';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import { defineJob } from '../../../platform/jobs/job.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import type { IntegrationsServices } from '../services.js';
import { isReadByRun } from '../sync-logs/records-step.js';
import { roomFor } from '../sync-logs/room-for.js';
import { pullPage, sharedTypes } from './pull-changes.js';

const connections = z.array(z.object({ organization_id: z.uuid(), connection_id: z.uuid() }));

/** Every five minutes, reads what changed at the vendors that share records: what a lost webhook would have told. */
export const pullRecords = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'pull-records',
  payload: z.record(z.string(), z.never()),
  schedule: '*/5 * * * *',
  async run(_payload, services, signal) {
    const { database, connectors, logger } = services;
    for (const connector of connectors) {
      const types = sharedTypes(connector);
      if (types.length === 0) continue;
      const select = 'select * from integrations.connections_with_records(?)';
      const rows = connections.parse(await database.acrossOrganizations(select, [connector.key]));
      for (const { organization_id: organizationId, connection_id: connectionId } of rows) {
        const connection = await database.read(organizationId, (em) => em.findOneOrFail(Connection, connectionId));
        const identity = { caller: workerCaller(organizationId), requestId: `pull-${connectionId}` };
        // Two that read the same pages get into each other’s way, and the run reads all of them.
        const mayRead = () =>
          database.read(organizationId, async (em) => {
            if (await isReadByRun(em, connectionId)) return false;
            return (await roomFor(em, connector, connection, services.now())).count > 0;
          });
        try {
          for (const type of types) {
            // Half of the vendor's budget is for the deliveries: what is left over comes in five minutes.
            for (let isLast = false; !isLast && !signal.aborted && (await mayRead()); ) {
              ({ isLast } = await pullPage(services, { identity, connector, connection, type }, signal));
            }
          }
        } catch (err) {
          if (!(err instanceof VendorUnavailableError || err instanceof VendorError)) throw err;
          logger.info({ err, connectionId }, 'the changes at a vendor could not be read');
        }
      }
    }
  },
});
