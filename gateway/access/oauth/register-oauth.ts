import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AddressOf } from '../client-address.js';
import type { OAuthServer } from './oauth-server.js';

export interface OAuthRouteOptions {
  server: OAuthServer;
  /** Where the hub is reached. */
  issuer: () => string;
  addressOf: AddressOf;
}

/** Discovery by OAuth's own name (RFC 8414) is answered like OpenID Connect's. */
const discovery = '/.well-known/openid-configuration';
const discoveryOfOAuth = '/.well-known/oauth-authorization-server';

/** The endpoints of OAuth 2.0 and OpenID Connect. */
export async function registerOAuth(
  app: FastifyInstance,
  { server, issuer, addressOf }: OAuthRouteOptions,
): Promise<void> {
  await app.register(async (door) => {
    // oidc-provider reads bodies itself, 56 KiB at most.
    door.removeAllContentTypeParsers();
    door.addContentTypeParser('*', (_request, _body, done) => done(null));
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const provider = await server();
      reply.hijack();
      reply.raw.setHeader('x-request-id', request.id);
      const { raw } = request;
      const { host, protocol } = new URL(issuer());
      // Addresses in answers are made of these: they say where the hub is, whatever a client says.
      raw.headers['x-forwarded-for'] = addressOf(raw);
      raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      raw.headers['x-forwarded-host'] = host;
      raw.headers.host = host;
      if (raw.url?.startsWith(discoveryOfOAuth)) raw.url = discovery;
      await provider.callback()(raw, reply.raw);
    };
    for (const url of ['/oauth/*', discovery, discoveryOfOAuth]) {
      door.route({ method: ['GET', 'POST', 'OPTIONS'], url, handler: answer });
    }
  });
}
