import { registerEnumType } from 'type-graphql';
import { type SignatureState as State, signatureStates } from '../../../platform/webhooks/webhook-declaration.js';

export const SignatureState = Object.fromEntries(signatureStates.map((state) => [state, state])) as {
  readonly [Name in State]: Name;
};
export type SignatureState = State;

registerEnumType(SignatureState, {
  name: 'SignatureState',
  valuesConfig: {
    REQUESTED: { description: 'Asked for; nobody has looked at it yet, as far as the vendor tells.' },
    PARTLY_SIGNED: { description: 'Some of the signers have signed.' },
    CANCELLED: { description: 'Taken back by us, or at the vendor.' },
  },
});

/**
 * Which state may follow which. It is never moved backwards, and the states have one order, so that the same news ends in
 * the same state in whatever order they come: of several ends, the one that says most of what the signers did.
 * That somebody signed in time, told late, is not undone by our own calendar.
 */
export const signatureTransitions: Readonly<Record<State, readonly State[]>> = {
  REQUESTED: ['VIEWED', 'PARTLY_SIGNED', 'CANCELLED', 'EXPIRED', 'DECLINED', 'COMPLETED'],
  VIEWED: ['PARTLY_SIGNED', 'CANCELLED', 'EXPIRED', 'DECLINED', 'COMPLETED'],
  PARTLY_SIGNED: ['CANCELLED', 'EXPIRED', 'DECLINED', 'COMPLETED'],
  CANCELLED: ['EXPIRED', 'DECLINED', 'COMPLETED'],
  EXPIRED: ['DECLINED', 'COMPLETED'],
  DECLINED: ['COMPLETED'],
  COMPLETED: [],
};

/** Those in which somebody may still sign. */
export const openStates = ['REQUESTED', 'VIEWED', 'PARTLY_SIGNED'] as const satisfies readonly State[];

export const isOpen = (state: State): boolean => (openStates as readonly State[]).includes(state);
