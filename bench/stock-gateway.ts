import { ApolloGateway, type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { withoutAccessLinks } from '../gateway/supergraph/read-supergraph.js';
import { keyringOf } from '../platform/secrets/open-master-keyring.js';
import type { Caller } from '../platform/service/caller.js';
import { signCall, signedCallHeader } from '../platform/service/signed-call.js';

/** What the process is told over its channel. */
export interface StockGatewayOptions {
  supergraphSdl: string;
  /** Where each subgraph is, by its name in lower case. */
  urls: Readonly<Record<string, string>>;
  masterSecret: string;
  /** For whom it calls: it knows no keys, so it is spared the work of looking them up. */
  caller: Caller;
}

interface StockContext {
  caller?: Caller;
}

process.once('message', (options: StockGatewayOptions) => void start(options));

/** `@apollo/gateway` behind `@apollo/server` as their documentation sets them up; only the subgraphs' header is ours. */
async function start({ supergraphSdl, urls, masterSecret, caller }: StockGatewayOptions): Promise<void> {
  const keyring = keyringOf(masterSecret);
  const gateway = new ApolloGateway({
    supergraphSdl: withoutAccessLinks(supergraphSdl),
    buildService: ({ name, url }) => {
      const subgraph = name.toLowerCase();
      return new RemoteGraphQLDataSource<StockContext>({
        url: urls[subgraph] ?? url ?? '',
        async willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<StockContext>) {
          if (!context.caller) return;
          const { http, ...sent } = request;
          const header = await signCall(keyring, subgraph, context.caller, JSON.stringify(sent));
          http?.headers.set(signedCallHeader, header);
        },
      });
    },
  });
  const server = new ApolloServer<StockContext>({ gateway });
  const { url } = await startStandaloneServer(server, {
    context: async () => ({ caller }),
    listen: { port: 0, host: '127.0.0.1' },
  });
  process.stdout.write(`ready at ${url}\n`);
}
