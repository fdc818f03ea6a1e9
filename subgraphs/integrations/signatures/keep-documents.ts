import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import { UnavailableError } from '../../../platform/errors/errors.js';
import { recordFile } from '../../../platform/files/record-file.js';
import { download } from '../../../platform/http/download.js';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { tellSignature } from './advance-signature.js';
import { keepDocumentsQueue } from './keep-documents-queue.js';
import { Signature } from './signature.js';

const answered = z.object({
  documents: z.array(z.object({ name: z.string().nullish(), url: z.string() })).default([]),
  auditLogUrl: z.string().nullish(),
});

interface Wanted {
  kind: 'signed-document' | 'audit-trail';
  name: string;
  url: string;
}

/**
 * Fetches the signed document and the audit trail of a completed signature and keeps them here, as they stream in. What
 * was kept by a run before is the same file; a vendor that has not made them yet is asked again.
 */
export const keepSignedDocuments = defineJob<z.infer<typeof keepDocumentsQueue.payload>, IntegrationsServices>({
  ...keepDocumentsQueue,
  intake: { concurrency: 1, batchSize: 1 },
  async run({ organizationId, signatureId }, services, signal) {
    const identity = { caller: workerCaller(organizationId), requestId: `signature-${signatureId}` };
    const { signature, connection } = await services.database.read(organizationId, async (em) => {
      const found = await em.findOne(Signature, { id: signatureId });
      const through = found && (await em.findOne(Connection, { id: found.connectionId, deletedAt: null }));
      return { signature: found, connection: through };
    });
    if (!signature?.submissionId || signature.state !== 'COMPLETED' || signature.erasedAt || !connection) return;
    const connector = connectorOf(services.connectors, signature.connector);
    const lookup = connector.lookups?.['signature-status'];
    if (!lookup) return;
    const input = lookup.input.parse({ submissionId: signature.submissionId });
    const { facts } = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
      lookup.ask(session, input),
    );
    const wanted = wantedOf(answered.parse(facts), signature.subjectReference);
    if (!wanted.some(({ kind }) => kind === 'signed-document')) {
      throw new UnavailableError(`${connector.title} has no signed document of it yet.`);
    }
    for (const one of wanted) {
      const content = await download(one.url, { signal, dispatcher: dispatcherFor(services, connection, one.url) });
      const received = await services.files.receive(organizationId, content);
      await runUnitOfWork(services, identity, async (unit) => {
        const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
        const locked = await unit.em.findOneOrFail(Signature, { id: signatureId }, lock);
        if (locked.erasedAt) return;
        const subject = { type: 'signature' as const, id: signatureId };
        const file = await recordFile(unit, received, { subject, kind: one.kind, name: one.name });
        if (one.kind === 'audit-trail') locked.auditFileId = file.id;
        else if (locked.signedFileId === null) {
          locked.signedFileId = file.id;
          await unit.em.flush();
          await tellSignature(unit, locked);
          await appendSyncEvent(unit, {
            type: 'signature.document-kept',
            message: `the signed document of ${locked.subjectReference} is kept here`,
            connector: locked.connector,
            subjectType: locked.subjectType,
            subjectId: locked.subjectId,
            interventionId: locked.interventionId,
          });
        }
      });
    }
  },
});

function wantedOf({ documents, auditLogUrl }: z.infer<typeof answered>, reference: string): Wanted[] {
  const named = (name: string) => name.slice(0, 190).replace(/(\.pdf)?$/i, '.pdf');
  return [
    ...documents.map(({ name, url }): Wanted => ({ kind: 'signed-document', name: named(name || reference), url })),
    ...(auditLogUrl ? [{ kind: 'audit-trail' as const, name: named(`${reference} audit`), url: auditLogUrl }] : []),
  ];
}

/** The vendor says where its files are: only its own address may be one that is not public, where the operator set it. */
function dispatcherFor({ outbound }: IntegrationsServices, { managedByEnvironment, baseUrl }: Connection, url: string) {
  const isItsOwn = managedByEnvironment && new URL(url).origin === new URL(baseUrl).origin;
  return isItsOwn ? undefined : outbound.dispatcher;
}
