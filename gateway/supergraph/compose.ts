import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { HubError } from '../../platform/errors/hub-error.js';

export interface SubgraphText {
  name: string;
  typeDefs: string;
  /** Where other gateways find it; ours goes by its own configuration. */
  url: string;
}

/** The subgraphs do not make one graph; the message lists every reason. */
export class CompositionError extends HubError {
  readonly code = 'COMPOSITION_FAILED';
  readonly httpStatus = 500;
}

/** Composes the supergraph text. @throws CompositionError */
export function composeSupergraph(subgraphs: readonly SubgraphText[]): string {
  const services = subgraphs.map(({ name, typeDefs, url }) => ({ name, url, typeDefs: parse(typeDefs) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl) return `${supergraphSdl.trim()}\n`;
  throw new CompositionError(
    `The subgraphs do not compose:\n${(errors ?? []).map((error) => `  ${error.message}`).join('\n')}`,
  );
}
