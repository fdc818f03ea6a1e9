import type { Connector } from '../../../platform/connectors/connector.js';
import type { SignatureKind, SignatureSubject } from './signature.js';

interface KindOfSignature {
  kind: SignatureKind;
  subjectType: SignatureSubject;
  /** The action that asks a vendor for it. */
  request: string;
}

const byKind: Readonly<Record<SignatureKind, KindOfSignature>> = {
  QUOTE: { kind: 'QUOTE', subjectType: 'quote', request: 'request-quote-signature' },
  TERMS: { kind: 'TERMS', subjectType: 'terms-acceptance', request: 'request-terms-signature' },
  CONTRACT: { kind: 'CONTRACT', subjectType: 'intervention', request: 'request-contract-signature' },
};

export const kindOf = (kind: SignatureKind): KindOfSignature => byKind[kind];

/** What can be signed, and the action of a connector that asks for each. */
export const signatureKinds: readonly KindOfSignature[] = Object.values(byKind);

export const requestActions = signatureKinds.map(({ request }) => request);

/** How the rest is asked for: by an action for the kind where the connector has one, else by one for all kinds. */
export function followUpAction(
  { actions }: Connector,
  step: 'cancel' | 'remind',
  kind: SignatureKind,
): string | undefined {
  const names = [`${step}-${kind.toLowerCase()}-signature`, `${step}-signature`];
  return names.find((name) => actions[name] !== undefined);
}
