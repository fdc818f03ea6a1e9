import { traced } from '../telemetry/tracing.js';
import type { GraphQLService } from './graphql-service.js';

/** A service whose every request is a span, under the name given. */
export function tracedService(name: string, service: GraphQLService): GraphQLService {
  return {
    execute: (request, context) =>
      traced(name, { 'graphql.operation.name': request.operationName ?? '', 'request.id': context.requestId }, () =>
        service.execute(request, context),
      ),
    subscribe: (request, context) => service.subscribe(request, context),
  };
}
