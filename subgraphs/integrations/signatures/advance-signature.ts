import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { keepDocumentsQueue } from './keep-documents-queue.js';
import { moveSigners } from './move-signers.js';
import type { Signature } from './signature.js';
import type { SignatureNews } from './signature-news.js';
import { isOpen, type SignatureState, signatureTransitions } from './signature-state.js';

/**
 * Moves a locked signature on, tells whose it is, and has its documents fetched once it is complete. What comes late or
 * twice changes nothing.
 * @returns `moved` when its state is another, `noted` when a signer's is, `old` when nothing is
 */
export async function advanceSignature(
  unit: UnitOfWork,
  signature: Signature,
  news: SignatureNews,
): Promise<'moved' | 'noted' | 'old'> {
  signature.heardAt = unit.now();
  if (signature.erasedAt) return 'old';
  const isSignerNews = moveSigners(signature, news);
  const moves = signatureTransitions[signature.state].includes(news.state);
  if (!moves && !isSignerNews) return 'old';
  const who = news.state === 'VIEWED' || news.state === 'PARTLY_SIGNED' ? ' by a signer' : '';
  const message = `${words[news.state]}${who}`;
  signature.history = [...signature.history, { at: news.at.toISOString(), message }];
  if (moves) {
    Object.assign(signature, { state: news.state, stateAt: news.at, reason: news.reason });
    if (!isOpen(news.state)) signature.nextReminderAt = null;
  }
  await unit.em.flush();
  await appendSyncEvent(unit, {
    type: `signature.${news.state.toLowerCase().replaceAll('_', '-')}`,
    message: `the signature of ${signature.subjectReference} was ${message}`,
    connector: signature.connector,
    subjectType: signature.subjectType,
    subjectId: signature.subjectId,
    interventionId: signature.interventionId,
  });
  if (!moves) return 'noted';
  await tellSignature(unit, signature);
  if (news.state === 'COMPLETED') {
    const { organizationId, id: signatureId } = signature;
    await unit.enqueue(keepDocumentsQueue, { organizationId, signatureId });
  }
  return 'moved';
}

const words: Readonly<Record<SignatureState, string>> = {
  REQUESTED: 'requested',
  VIEWED: 'viewed',
  PARTLY_SIGNED: 'signed',
  COMPLETED: 'completed',
  DECLINED: 'declined',
  EXPIRED: 'ended by its date',
  CANCELLED: 'cancelled',
};

/** Tells whose signature it is how it stands. */
export function tellSignature(unit: UnitOfWork, signature: Signature): Promise<void> {
  const { id: signatureId, subjectType, subjectId, kind, state, stateAt, signedFileId: fileId, reason } = signature;
  const signed = signature.signers.filter((signer) => signer.state === 'SIGNED').map(({ name }) => name);
  return unit.emit('signature.changed', {
    signatureId,
    subjectType,
    subjectId,
    kind,
    state,
    at: stateAt.toISOString(),
    signedBy: signed.filter((name) => name !== null).join(', ') || null,
    fileId,
    reason,
  });
}
