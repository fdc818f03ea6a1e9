import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { remindSignature } from './follow-up-signature.js';
import { Signature } from './signature.js';

const due = z.array(z.object({ organization_id: z.uuid(), signature_id: z.uuid() }));

/** Every ten minutes, has those reminded whose signature is still open when its reminder is due. */
export const remindSignatures = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'remind-signatures',
  payload: z.record(z.string(), z.never()),
  schedule: '*/10 * * * *',
  async run(_payload, services, signal) {
    const { database, connectors, now, logger } = services;
    const rows = await database.acrossOrganizations('select * from integrations.signatures_to_remind(?)', [now()]);
    for (const { organization_id: organizationId, signature_id: id } of due.parse(rows)) {
      if (signal.aborted) return;
      const caller = workerCaller(organizationId);
      const actor = { ...caller.actor, id: 'remind-signatures', name: 'schedule' };
      const identity = { caller: { ...caller, actor }, requestId: 'remind-signatures' };
      const remind = runUnitOfWork(services, identity, async (unit) => {
        const signature = await unit.em.findOne(Signature, { id });
        // Another run may have asked meanwhile.
        if (!signature?.nextReminderAt || signature.nextReminderAt > now()) return;
        await remindSignature(unit, connectors, { id, email: null, byHand: false });
      });
      await remind.catch(async (err: unknown) => {
        if (!(err instanceof ConflictError || err instanceof NotFoundError)) throw err;
        logger.info({ err, signatureId: id }, 'a signature is not reminded of by itself any more');
        await runUnitOfWork(services, identity, async ({ em }) => {
          await em.nativeUpdate(Signature, { id }, { nextReminderAt: null });
        });
      });
    }
  },
});
