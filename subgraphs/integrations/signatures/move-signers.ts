import type { Signature, SignerState, StoredSigner } from './signature.js';
import type { SignatureNews } from './signature-news.js';
import type { SignatureState } from './signature-state.js';

/** What the news of a signature says of the signer it names; the others' is theirs. */
const stateOf: Readonly<Record<SignatureState, SignerState | null>> = {
  REQUESTED: 'WAITING',
  VIEWED: 'VIEWED',
  PARTLY_SIGNED: 'SIGNED',
  COMPLETED: 'SIGNED',
  DECLINED: 'DECLINED',
  EXPIRED: null,
  CANCELLED: null,
};

const order: readonly SignerState[] = ['WAITING', 'VIEWED', 'DECLINED', 'SIGNED'];

/** Takes over what is said of signers: of the one that is named, and of all once all have signed. @returns whether it was news */
export function moveSigners(signature: Signature, { state, signer, at }: SignatureNews): boolean {
  const reached = stateOf[state];
  if (reached === null) return false;
  const named = signer && (signer.name !== null || signer.email !== null) ? signer : null;
  const known = named && signature.signers.find((one) => isSame(one, named));
  const added: StoredSigner[] = named && !known ? [{ ...named, state: 'WAITING', signedAt: null }] : [];
  const moved = [...signature.signers, ...added].map((one) => {
    const isMeant = state === 'COMPLETED' || (named !== null && isSame(one, named));
    if (!isMeant) return one;
    if (isSooner(one, reached, at)) return { ...one, signedAt: at.toISOString() };
    if (order.indexOf(reached) <= order.indexOf(one.state)) return one;
    return {
      ...one,
      name: one.name ?? named?.name ?? null,
      state: reached,
      signedAt: reached === 'SIGNED' ? at.toISOString() : null,
    };
  });
  const isNews = moved.some((one, index) => one !== signature.signers[index]);
  if (isNews) signature.signers = moved;
  return isNews;
}

/** All were taken for signed when the last one had; the word of one who signed before may come after that. */
const isSooner = ({ state, signedAt }: StoredSigner, reached: SignerState, at: Date): boolean =>
  reached === 'SIGNED' && state === 'SIGNED' && signedAt !== null && at.getTime() < Date.parse(signedAt);

type Person = Pick<StoredSigner, 'name' | 'email'>;

const isSame = (one: Person, other: Person): boolean =>
  one.email !== null && other.email !== null
    ? one.email.toLowerCase() === other.email.toLowerCase()
    : one.name !== null && one.name === other.name;
