import type { GraphQLSchema } from 'graphql';
import type { Route } from '../route.js';
import { describeAuditExport } from './audit-export.js';
import { describeRoute } from './describe-route.js';
import { describeFileDoors } from './file-doors.js';
import type { Components, JsonSchema } from './json-schema.js';
import { problemResponses, problemSchema } from './problem-responses.js';
import { securitySchemes } from './security.js';
import { describeWebhookDoors } from './webhook-doors.js';

const tags: Readonly<Record<string, string>> = {
  Interventions: 'Work done, or to be done, at a customer’s home, with its dossier. Cancelled, never deleted.',
  Deliveries: 'What goes to vendors, how far it has come, and what is stuck.',
  Integrations: 'Connections to vendors, and the runs that bring them up to date.',
  DocuSeal: 'Signatures of quotes and terms: asked for, followed, taken back.',
  'Invoice Ninja': 'Invoices where they are kept besides.',
  Mautic: 'Contacts, campaigns and what came of them.',
  Orchestration: 'What follows from what happened, once more at a person’s word.',
  Partners: 'Third parties that get dossiers, and backfills of what they missed.',
  Companies: 'The organization’s own companies: who quotes and invoices are from.',
  Customers: 'Who quotes and invoices are for.',
  Quotes: 'Offers to customers.',
  Invoices: 'What customers have to pay.',
  Payments: 'Money received. Written once, never changed.',
  Contacts: 'People the organization is in touch with, and what they consent to.',
  Leads: 'Contacts’ interests, followed up until they are won or lost.',
  Webhooks: 'Who is told of sync events.',
  Files: 'Signed contracts, invoices, photos: kept here, and opened to outsiders by links that expire.',
  'API keys': 'Keys for programs.',
  Privacy: 'What the hub holds on a person: exported, erased, or kept from being erased.',
  'Audit log': 'Who did what, when and from where. Nobody can change it.',
  'Vendors’ webhooks': 'What vendors tell the hub.',
};

const introduction = `REST over the graph. Every answer is JSON; errors are \`application/problem+json\` (RFC 9457).

**Lists** take \`first\` (1 to 100, 20 when left out), \`after\` and the filters of their route; a parameter that is not known is
refused. The page says in \`pageInfo\` and in the header \`Link\` (\`rel="next"\`) where it goes on, and in \`totalCount\` how many
there are.

**Versions.** What can be changed has a \`version\`, which is also its \`ETag\`. Send it back in \`If-Match\`, and a change
that somebody else overtook is refused with 412. \`If-None-Match\` on a GET answers 304 while nothing changed.

**Once.** A POST with an \`Idempotency-Key\` is done once: the same call with the same key gets the first answer again for 24
hours.

Amounts are in minor units (cents), rates in basis points, times in UTC.`;

/** The whole of the REST doors as OpenAPI 3.1, from the table of routes and the types of the graph. */
export function openApi(routes: readonly Route[], schema: GraphQLSchema): JsonSchema {
  const components: Components = new Map([['Problem', problemSchema]]);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route, schema, components) };
  }
  Object.assign(paths, describeAuditExport(), describeFileDoors(), describeWebhookDoors());
  const used = new Set([...routes.map(({ tag }) => tag), 'Files', 'Vendors’ webhooks']);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Passerelle',
      version: '1',
      summary: 'A federated integration hub over interventions, billing and marketing.',
      description: introduction,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'This hub.' }],
    tags: [...used].map((name) => ({ name, description: tags[name] ?? name })),
    paths,
    components: {
      securitySchemes,
      parameters,
      headers,
      responses: problemResponses(),
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

const parameters: Record<string, JsonSchema> = {
  first: {
    name: 'first',
    in: 'query',
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  after: {
    name: 'after',
    in: 'query',
    description: 'The `endCursor` of the page before.',
    schema: { type: 'string' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag that was last seen; left out or `*`, the change applies to whatever is there.',
    schema: { type: 'string' },
    example: '"3"',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The ETag that is known already.',
    schema: { type: 'string' },
    example: '"3"',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Any text that is new for each thing to be done once, at most 255 characters: a UUID.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: '2f1c7a52-3d0e-4b43-9f6c-0b9a1c2d3e4f',
  },
};

const text = { type: 'string' };
const headers: Record<string, JsonSchema> = {
  RequestId: { description: 'As the client gave it in x-request-id, or made here.', schema: text },
  ETag: { description: 'The version in quotes, or a weak tag of what has none.', schema: text },
  Link: { description: 'Where the list goes on: `rel="next"`; left out at its end.', schema: text },
  Location: { description: 'Where what was made is found.', schema: text },
  IdempotencyReplayed: {
    description: '`true` when this is the first answer, said again.',
    schema: { type: 'string', const: 'true' },
  },
};
