import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Described {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}

interface Operation {
  responses: Record<string, Described>;
  security?: object[];
}

interface OAuthFlow {
  authorizationUrl?: string;
  tokenUrl: string;
  scopes: Record<string, string>;
}

/** What schema/openapi.json says of the REST doors. */
export const description = JSON.parse(readFileSync('schema/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: {
    responses: Record<string, Described>;
    securitySchemes: { oauth2: { flows: Record<'authorizationCode' | 'clientCredentials', OAuthFlow> } };
  };
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
// Under Node's ESM the CommonJS default is the function itself, or holds it.
const formats = addFormats as unknown as { default?: (ajv: object) => void } & ((ajv: object) => void);
(formats.default ?? formats)(ajv);
ajv.addSchema(description, 'openapi');
const compiled = new Map<string, ValidateFunction>();

/**
 * Throws when an answer of the REST doors is not what schema/openapi.json says of it: its path, its status, its media
 * type and every field.
 */
export function checkAgainstDescription(method: string, path: string, response: Response, body: string): void {
  const operation = operationOf(method, path.split('?', 1)[0] ?? '');
  const said = `${method} ${path} answered ${response.status} ${body.slice(0, 500)}`;
  const described = operation?.responses[response.status];
  if (!operation || (!described && [404, 405].includes(response.status))) {
    // No such path, or no such method on it: only the problem itself can be checked.
    if (response.status < 400) throw new Error(`${said}, and schema/openapi.json has no such operation`);
    check('#/components/schemas/Problem', body, said);
    return;
  }
  if (!described) throw new Error(`${said}, a status that schema/openapi.json does not tell of`);
  const { content } = resolved(described);
  const type = response.headers.get('content-type')?.split(';', 1)[0] ?? null;
  if (!content) {
    if (body !== '') throw new Error(`${said}, where schema/openapi.json tells of no body`);
    return;
  }
  if (type === null || !(type in content)) throw new Error(`${said} as ${type}`);
  if (method === 'HEAD' || !type.endsWith('json')) return;
  const pointer = described.$ref ?? pointerOf(operation, response.status);
  check(`${pointer}/content/${type.replace('/', '~1')}/schema`, body, said);
}

const resolved = (described: Described): Described =>
  described.$ref ? (description.components.responses[described.$ref.split('/').at(-1) ?? ''] ?? {}) : described;

function operationOf(method: string, path: string): Operation | undefined {
  const parts = path.split('/');
  const fits = (template: string) => {
    const wanted = template.split('/');
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at]);
  };
  // A path without a parameter goes before one that has it in its place.
  const [template] = Object.keys(description.paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length);
  const of = method === 'HEAD' ? 'get' : method.toLowerCase();
  return template === undefined ? undefined : description.paths[template]?.[of];
}

function pointerOf(operation: Operation, status: number): string {
  for (const [path, operations] of Object.entries(description.paths)) {
    for (const [method, one] of Object.entries(operations)) {
      if (one === operation) return `#/paths/${path.replaceAll('/', '~1')}/${method}/responses/${status}`;
    }
  }
  throw new Error('an operation of no path');
}

function check(pointer: string, body: string, said: string): void {
  let validate = compiled.get(pointer);
  if (!validate) {
    const encoded = pointer.replaceAll('{', '%7B').replaceAll('}', '%7D');
    validate = ajv.compile({ $ref: `openapi${encoded}` });
    compiled.set(pointer, validate);
  }
  if (validate(JSON.parse(body))) return;
  throw new Error(`${said}, which is not as described: ${ajv.errorsText(validate.errors)}`);
}
