import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  subscribe,
  validate,
} from 'graphql';
import { UnauthenticatedError } from '../errors/errors.js';
import { toGraphQLError } from '../errors/graphql-error.js';
import { noNulRule, unstorable } from '../errors/unstorable.js';
import { invalidInput } from '../errors/violations.js';
import type { FileStore } from '../files/file-store.js';
import type { Logger } from '../telemetry/logger.js';
import { BoundedCache } from './bounded-cache.js';
import type { Caller } from './caller.js';
import type { CallContext, GraphQLRequest, GraphQLService } from './graphql-service.js';
import { createRequestContext, type RequestContext } from './request-context.js';
import type { UnitOfWorkServices } from './unit-of-work.js';

export interface SubgraphServices extends UnitOfWorkServices {
  logger: Logger;
  files: FileStore;
}

type Prepared =
  | { ok: true; document: DocumentNode; operation: OperationDefinitionNode; caller: Caller }
  | { ok: false; result: ExecutionResult };

/** A subgraph that answers in this process: queries in one read-only transaction, each mutation in one of its own. */
export function createSubgraphService(schema: GraphQLSchema, services: SubgraphServices): GraphQLService {
  const documents = new BoundedCache<string, DocumentNode | readonly GraphQLError[]>(2_000);

  const documentOf = (query: string) => {
    const known = documents.get(query);
    if (known) return known;
    const made = parseAndValidate(schema, query);
    documents.set(query, made);
    return made;
  };

  const prepared = (request: GraphQLRequest, call: CallContext): Prepared => {
    if (!call.caller) throw new UnauthenticatedError('A subgraph answers only to an authenticated caller.');
    const document = documentOf(request.query);
    if (!('kind' in document)) return { ok: false, result: { errors: document } };
    const operation = getOperationAST(document, request.operationName);
    if (!operation)
      return { ok: false, result: { errors: [new GraphQLError('There is no such operation in the document.')] } };
    const violations = unstorable(request.variables);
    if (violations.length > 0)
      return { ok: false, result: { errors: [toGraphQLError(invalidInput(violations), () => undefined)] } };
    return { ok: true, document, operation, caller: call.caller };
  };

  const args = (document: DocumentNode, request: GraphQLRequest, contextValue: RequestContext) => ({
    schema,
    document,
    contextValue,
    variableValues: request.variables ?? {},
    ...(request.operationName && { operationName: request.operationName }),
  });

  const masked = (result: ExecutionResult, requestId: string): ExecutionResult => {
    if (!result.errors) return result;
    const report = (err: unknown) => services.logger.error({ err, requestId }, 'a resolver failed');
    return { ...result, errors: result.errors.map((error) => toGraphQLError(error, report)) };
  };

  return {
    async execute(request, call) {
      const ready = prepared(request, call);
      if (!ready.ok) return ready.result;
      const { document, operation, caller } = ready;
      const { requestId } = call;
      const run = async (em: RequestContext['em']) =>
        execute(args(document, request, createRequestContext(services, { caller, requestId, em })));
      const result =
        operation.operation === 'query'
          ? await services.database.read(caller.organizationId, run)
          : await run(services.database.fork(caller.organizationId));
      return masked(result, requestId);
    },
    async subscribe(request, call) {
      const ready = prepared(request, call);
      if (!ready.ok) return ready.result;
      const { document, caller } = ready;
      const { requestId } = call;
      const em = services.database.fork(caller.organizationId);
      const stream = await subscribe(
        args(document, request, createRequestContext(services, { caller, requestId, em })),
      );
      if (!(Symbol.asyncIterator in stream)) return masked(stream, requestId);
      return mapStream(stream, (result) => masked(result, requestId));
    },
  };
}

function parseAndValidate(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document, [...specifiedRules, noNulRule]);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function mapStream<T, U>(source: AsyncGenerator<T>, map: (value: T) => U): AsyncIterableIterator<U> {
  const step = (result: IteratorResult<T>): IteratorResult<U> =>
    result.done ? { done: true, value: undefined } : { done: false, value: map(result.value) };
  return {
    next: async () => step(await source.next()),
    return: async () => step(await source.return(undefined)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
