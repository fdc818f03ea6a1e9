import { z } from 'zod';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import type { IntegrationsServices } from '../services.js';
import { applySignatureNews } from './apply-signature-news.js';
import { Signature } from './signature.js';
import { isOpen } from './signature-state.js';

/** A vendor that has said nothing of an open signature for this long is asked, in milliseconds. */
const quietMs = 3_600_000;

const quiet = z.array(z.object({ organization_id: z.uuid(), signature_id: z.uuid() }));

/** Every ten minutes, asks for the open signatures that no webhook told of for an hour. */
export const pollSignatures = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'poll-signatures',
  payload: z.record(z.string(), z.never()),
  schedule: '*/10 * * * *',
  async run(_payload, services, signal) {
    const before = new Date(services.now().getTime() - quietMs);
    const rows = await services.database.acrossOrganizations('select * from integrations.quiet_signatures(?)', [
      before,
    ]);
    for (const { organization_id: organizationId, signature_id: id } of quiet.parse(rows)) {
      if (signal.aborted) return;
      await pollSignature(services, { organizationId, id }, signal).catch((err: unknown) => {
        if (!(err instanceof VendorUnavailableError || err instanceof VendorError)) throw err;
        services.logger.debug({ err, signatureId: id }, 'a signature could not be asked for');
      });
    }
  },
});

/**
 * Asks the vendor how an open signature stands, and takes it over as a webhook's word.
 * @throws VendorUnavailableError, VendorError
 */
export async function pollSignature(
  services: IntegrationsServices,
  { organizationId, id }: { organizationId: string; id: string },
  signal: AbortSignal,
): Promise<void> {
  const { signature, connection } = await services.database.read(organizationId, async (em) => {
    const found = await em.findOne(Signature, { id });
    const through = found && (await em.findOne(Connection, { id: found.connectionId, deletedAt: null }));
    return { signature: found, connection: through };
  });
  if (!signature?.submissionId || !isOpen(signature.state) || !connection) return;
  const { submissionId } = signature;
  const connector = connectorOf(services.connectors, signature.connector);
  const { status } = connector;
  if (!status) return;
  const identity = { caller: workerCaller(organizationId), requestId: `poll-signature-${id}` };
  const asked = services.now();
  const heard = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
    status.read(session, submissionId),
  );
  await runUnitOfWork(services, identity, async (unit) => {
    await unit.em.nativeUpdate(Signature, { id, heardAt: { $lt: asked } }, { heardAt: asked });
    if (heard?.news?.kind !== 'signature') return;
    const event = { ...heard, externalId: submissionId, occurredAt: heard.occurredAt ?? asked };
    await applySignatureNews(unit, { connection, isPatient: false }, event, heard.news);
  });
}
