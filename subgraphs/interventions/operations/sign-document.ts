import { NotFoundError } from '../../../platform/errors/errors.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { recordChange } from './record-change.js';

interface SignDocumentInput {
  interventionId: string;
  type: string;
  signedAt?: Date | null;
}

/**
 * Notes that the beneficiary has signed a document. Signing what is signed changes nothing.
 * @throws NotFoundError when the intervention or a document of that type is not there
 */
export async function signDocument(unit: UnitOfWork, input: SignDocumentInput): Promise<Intervention> {
  const intervention = await loadForChange(unit, Intervention, input.interventionId);
  const documents = intervention.documents.filter((document) => document.type === input.type);
  if (documents.length === 0) {
    throw new NotFoundError(`The intervention has no document of type ${input.type}.`, {
      details: { field: 'type', presentTypes: intervention.documents.map((document) => document.type) },
    });
  }
  if (documents.every((document) => document.signedAt !== null)) return intervention;
  for (const document of documents) document.signedAt ??= input.signedAt ?? unit.now();
  await recordChange(unit, intervention, { action: 'document-signed', fields: ['documents'] });
  await unit.emit('intervention.document-signed', {
    interventionId: intervention.id,
    reference: intervention.reference,
    documentType: input.type,
    status: intervention.status,
    signedDocumentTypes: intervention.signedDocumentTypes,
  });
  return intervention;
}
