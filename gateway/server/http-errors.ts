import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { MalformedRequestError, PayloadTooLargeError } from '../../platform/errors/errors.js';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import { HubError } from '../../platform/errors/hub-error.js';

/** Answers with one error in the shape of a GraphQL response. */
export function sendError(reply: FastifyReply, status: number, error: GraphQLError): FastifyReply {
  const asked = reply.request.headers.accept ?? '';
  const type = asked.includes('application/graphql-response+json')
    ? 'application/graphql-response+json; charset=utf-8'
    : 'application/json; charset=utf-8';
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .header('content-type', type)
    .send(JSON.stringify({ errors: [error] }));
}

/** The one place where what goes wrong before or around GraphQL gets a status and a code. */
export function handleHttpError(failure: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = readableError(failure);
  const shown = toGraphQLError(error, (unexpected) => request.log.error({ err: unexpected }, 'a request failed'));
  const status = error instanceof HubError ? error.httpStatus : (clientStatusOf(error) ?? 500);
  return sendError(reply, status, shown);
}

/** Fastify's errors about the body, as ours. */
function readableError(failure: FastifyError): Error {
  if (failure instanceof HubError) return failure;
  switch (failure.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new PayloadTooLargeError('The body is larger than this door lets in.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const extensions = { code: 'UNSUPPORTED_MEDIA_TYPE', http: { status: 415 } };
      return new GraphQLError('Send the request as `content-type: application/json`.', { extensions });
    }
    default:
      return clientStatusOf(failure) === 400
        ? new MalformedRequestError('The body is not valid JSON.', { cause: failure })
        : failure;
  }
}

function clientStatusOf(error: Error): number | undefined {
  if (error instanceof GraphQLError && error.extensions.code === 'UNSUPPORTED_MEDIA_TYPE') return 415;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
