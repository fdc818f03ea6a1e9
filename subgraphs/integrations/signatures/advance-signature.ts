import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { keepDocumentsQueue } from './keep-documents-queue.js';
import { moveSigners } from './move-signers.js';
import type { Signature } from './signature.js';
import type { SignatureNews } from './signature-news.js';
import { isOpen, type SignatureState, signatureTransitions } from './signature-state.js';

/**
 * Moves a locked signature on, tells whose it is, and has its documents fetched once it is complete. What comes twice
 * changes nothing; that somebody saw it or signed their part is told late, too, so that the end does not depend on what
 * came first.
 * @returns `moved` when its state is another, `noted` when a signer's is or a step on the way was not known, `old` when
 *   nothing is new
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
  const isLateStep = !moves && isOnTheWay(news.state) && !isKnown(signature, news);
  if (!moves && !isSignerNews && !isLateStep) return 'old';
  const who = news.state === 'VIEWED' || news.state === 'PARTLY_SIGNED' ? ' by a signer' : '';
  const message = `${words[news.state]}${who}`;
  const step = { at: news.at.toISOString(), message, state: news.state };
  signature.history = [...signature.history, step].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
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
  if (isLateStep) await tellSignature(unit, signature, { state: news.state, stateAt: news.at, reason: null });
  if (!moves) return 'noted';
  await tellSignature(unit, signature);
  if (news.state === 'COMPLETED') {
    const { organizationId, id: signatureId } = signature;
    await unit.enqueue(keepDocumentsQueue, { organizationId, signatureId });
  }
  return 'moved';
}

const isOnTheWay = (state: SignatureState): boolean => state === 'VIEWED' || state === 'PARTLY_SIGNED';

const isKnown = ({ history }: Signature, { state, at }: SignatureNews): boolean =>
  history.some((step) => step.state === state && Date.parse(step.at) <= at.getTime());

const words: Readonly<Record<SignatureState, string>> = {
  REQUESTED: 'requested',
  VIEWED: 'viewed',
  PARTLY_SIGNED: 'signed',
  COMPLETED: 'completed',
  DECLINED: 'declined',
  EXPIRED: 'ended by its date',
  CANCELLED: 'cancelled',
};

/** Tells whose signature it is how it stands, or what is heard of it late. */
export function tellSignature(
  unit: UnitOfWork,
  signature: Signature,
  { state, stateAt, reason }: Pick<Signature, 'state' | 'stateAt' | 'reason'> = signature,
): Promise<void> {
  const { id: signatureId, subjectType, subjectId, kind, signedFileId: fileId } = signature;
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
