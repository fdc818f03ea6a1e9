import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  subscribe,
  validate,
} from 'graphql';
import type { CallContext, GraphQLRequest, GraphQLService } from '../../platform/service/graphql-service.js';

type Resolver = GraphQLFieldResolver<never, CallContext, never>;
type Subscribe = { subscribe: (...args: never[]) => AsyncIterable<unknown>; resolve?: (event: never) => unknown };
export type TinyResolvers = Record<string, Record<string, Resolver | Subscribe | ((...args: never[]) => unknown)>>;

/** A subgraph of a few lines, with a record of what it was asked. */
export interface TinySubgraph {
  name: string;
  typeDefs: DocumentNode;
  schema: GraphQLSchema;
  /** Called in this process. */
  service: GraphQLService;
  /** Every query and mutation that reached it, in order. */
  requests: GraphQLRequest[];
  /** Every subscription that reached it, in order. */
  subscriptions: GraphQLRequest[];
}

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@shareable", "@authenticated", "@requiresScopes", "@policy"])\n`;

export function createTinySubgraph(name: string, sdl: string, resolvers: TinyResolvers): TinySubgraph {
  const typeDefs = parse(federation + sdl);
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers as never });
  const requests: GraphQLRequest[] = [];
  const subscriptions: GraphQLRequest[] = [];
  const answer = (request: GraphQLRequest, context: CallContext) => {
    const document = parse(request.query);
    const errors = validate(schema, document);
    const { operationName, variables: variableValues } = request;
    return { errors, args: { schema, document, operationName, variableValues, contextValue: context } };
  };
  const service: GraphQLService = {
    async execute(request, context) {
      requests.push(request);
      const { errors, args } = answer(request, context);
      return errors.length > 0 ? { errors } : execute(args);
    },
    async subscribe(request, context) {
      subscriptions.push(request);
      const { errors, args } = answer(request, context);
      return errors.length > 0 ? { errors } : (subscribe(args) as Promise<AsyncIterable<ExecutionResult>>);
    },
  };
  return { name, typeDefs, schema, service, requests, subscriptions };
}

/** The supergraph of some subgraphs; where one has no URL it is called in this process. */
export function composeTiny(subgraphs: readonly TinySubgraph[], urls: Record<string, string> = {}): string {
  const list = subgraphs.map(({ name, typeDefs }) => ({
    name,
    typeDefs,
    url: urls[name] ?? `http://${name}.invalid/graphql`,
  }));
  const { supergraphSdl, errors } = composeServices(list);
  if (!supergraphSdl) throw new AggregateError(errors ?? [], 'the tiny subgraphs do not compose');
  return supergraphSdl;
}
