import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type ExecutionArgs, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { MalformedRequestError } from '../errors/errors.js';
import { toGraphQLError } from '../errors/graphql-error.js';
import type { MasterKeyring } from '../secrets/master-keyring.js';
import type { Logger } from '../telemetry/logger.js';
import { inTraceOf } from '../telemetry/tracing.js';
import type { CallContext, GraphQLRequest, GraphQLService } from './graphql-service.js';
import { signedCallHeader, verifyCall } from './signed-call.js';

export interface SubgraphServerOptions {
  name: string;
  schema: GraphQLSchema;
  service: GraphQLService;
  keyring: MasterKeyring;
  logger: Logger;
  /** Adds the operator's routes (health, metrics). */
  plugins?: (app: FastifyInstance) => void;
}

export interface SubgraphServer {
  listen(at: { port: number; host: string }): Promise<{ url: string }>;
  close(): Promise<void>;
}

const graphqlBody = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const maxBodyBytes = 16 * 1024 * 1024;

const requestOf = ({ query, operationName, variables }: z.infer<typeof graphqlBody>): GraphQLRequest => ({
  query,
  operationName: operationName ?? undefined,
  variables: variables ?? undefined,
});

/** A subgraph of its own process: HTTP and graphql-ws at `/graphql`, for the gateway's signed calls alone. */
export function createSubgraphServer(options: SubgraphServerOptions): SubgraphServer {
  const { name, schema, service, keyring, logger } = options;
  const report = (err: unknown) => logger.error({ err, subgraph: name }, 'a call failed inside');
  const app: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
  });
  // The signature is over the exact text: it is kept, and parsed after it was verified.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler(async (error, _request, reply) => {
    const shown = toGraphQLError(error, report);
    const status =
      shown.extensions.code === 'UNAUTHENTICATED' ? 401 : shown.extensions.code === 'INTERNAL_ERROR' ? 500 : 400;
    return reply.code(status).send({ errors: [shown] });
  });
  options.plugins?.(app);

  app.post<{ Body: string }>('/graphql', async (request, reply) => {
    const token = request.headers[signedCallHeader];
    const caller = await verifyCall(keyring, name, typeof token === 'string' ? token : undefined, request.body);
    const parsed = graphqlBody.safeParse(JSON.parse(request.body));
    if (!parsed.success) throw new MalformedRequestError('The body is no GraphQL request.');
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const call: CallContext = { caller, requestId: requestIdOf(request.headers['x-request-id']), signal: left.signal };
    return inTraceOf(request.headers, () => service.execute(requestOf(parsed.data), call));
  });

  // Not given the server itself, whose errors it would take for its own.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxBodyBytes });
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/graphql') return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  const door = useServer<Record<string, unknown>>(
    {
      onConnect: async ({ connectionParams, extra }) => {
        const token = connectionParams?.[signedCallHeader];
        try {
          const caller = await verifyCall(keyring, name, typeof token === 'string' ? token : undefined, '');
          callOf.set(extra.socket, { caller, requestId: requestIdOf(connectionParams?.['x-request-id']) });
          return true;
        } catch {
          return false;
        }
      },
      onSubscribe: ({ extra }, _id, payload) => {
        const call = callOf.get(extra.socket);
        const parsed = graphqlBody.safeParse(payload);
        if (!call || !parsed.success) return [new GraphQLError('The message is no GraphQL request.')];
        const contextValue = { request: requestOf(parsed.data), call } satisfies Operation;
        return { schema, document: parse(parsed.data.query), contextValue };
      },
      execute: (args: ExecutionArgs) => service.execute(operationOf(args).request, operationOf(args).call),
      subscribe: (args: ExecutionArgs) => service.subscribe(operationOf(args).request, operationOf(args).call),
    },
    sockets,
  );

  return {
    async listen({ port, host }) {
      await app.listen({ port, host });
      const { port: bound } = app.server.address() as AddressInfo;
      return { url: `http://${host}:${bound}/graphql` };
    },
    async close() {
      await door.dispose();
      await app.close();
    },
  };
}

interface Operation {
  request: GraphQLRequest;
  call: CallContext;
}

/** Who opened each socket, found out once at its opening. */
const callOf = new WeakMap<object, CallContext>();

const operationOf = ({ contextValue }: ExecutionArgs): Operation => contextValue as Operation;

const requestIdOf = (given: unknown): string => (typeof given === 'string' ? given : randomUUID());
