import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** What subgraphs and the executor put into extensions for themselves; none of it is a client's business. */
const inside = ['serviceName', 'url', 'stacktrace', 'exception', 'response', 'request', 'http', 'ftv1'];

/** An error as an executor or a subgraph gives it. */
export type ForeignError = Pick<GraphQLFormattedError, 'message' | 'path' | 'locations' | 'extensions'>;

/** Makes errors fit for a client: no stack, no address of a subgraph in message or extensions, always a code. */
export type ErrorMask = (error: ForeignError) => GraphQLError;

/** @param addresses the URLs of the subgraphs */
export function createErrorMask(addresses: readonly string[]): ErrorMask {
  const secrets = addresses.flatMap((address) =>
    URL.canParse(address) ? [address, new URL(address).host] : [address],
  );
  const parts = secrets
    .filter((secret) => secret.length > 3)
    .map((secret) => secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = parts.length > 0 ? new RegExp(parts.join('|'), 'g') : undefined;

  return ({ message, path, extensions }) => {
    const kept: Record<string, unknown> = { code: 'INTERNAL_ERROR', ...extensions };
    for (const key of inside) delete kept[key];
    const shown = pattern ? message.replaceAll(pattern, 'a subgraph') : message;
    return new GraphQLError(shown, { path: path ?? null, extensions: kept });
  };
}
