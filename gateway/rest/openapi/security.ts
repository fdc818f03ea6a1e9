import { type Scope, scopes } from '../../../platform/service/scopes.js';
import { scopeWord } from '../../access/oauth/pages/scope-words.js';
import type { JsonSchema } from './json-schema.js';

const [authorizationUrl, tokenUrl] = ['/oauth/authorize', '/oauth/token'];
const described = Object.fromEntries(scopes.map((scope) => [scope, `To ${scopeWord(scope, 'en')}.`]));

/** The ways to show who calls. */
export const securitySchemes: Readonly<Record<string, JsonSchema>> = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `authorization: Bearer psk_…`' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key.' },
  oauth2: {
    type: 'oauth2',
    description:
      'For programs that people sign in with: an authorization code, with PKCE (S256) for everyone. For programs of their ' +
      'own: client credentials. All else there is to know is at `/.well-known/openid-configuration`.',
    flows: {
      authorizationCode: { authorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes: described },
      clientCredentials: { tokenUrl, scopes: described },
    },
  },
};

/** What a route wants to be shown: a key or a token, one as good as the other, with all of the scopes. */
export const securityOf = (needed: readonly Scope[]): JsonSchema[] => [
  { bearer: [] },
  { apiKey: [] },
  { oauth2: [...needed] },
];
