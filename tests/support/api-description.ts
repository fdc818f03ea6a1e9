import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseYaml } from '@redocly/openapi-core';

const folder = path.resolve('../shared/contracts');

/** The vendors' official descriptions, read in place; a test that needs one is skipped where the folder is not there. */
export const descriptions = {
  docuseal: path.join(folder, 'docuseal/openapi.json'),
  invoiceNinja: path.join(folder, 'invoiceninja/api-docs.yaml'),
};
export const descriptionsAreHere = Object.values(descriptions).every((file) => existsSync(file));

/** What is used of an OpenAPI file. */
export interface ApiDescription {
  paths: Record<string, Record<string, unknown>>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Reads an OpenAPI file, in YAML or JSON. With `paths`, only these of its paths are kept, which makes a mock of a large
 * one start in a fraction of the time. @throws Error when it does not have one of them
 */
export function readDescription(file: string, paths?: readonly string[]): ApiDescription {
  const description = parseYaml(readFileSync(file, 'utf8')) as ApiDescription;
  if (!paths) return description;
  const kept = paths.map((wanted) => {
    const item = description.paths[wanted];
    if (!item) throw new Error(`${file} has no path ${wanted}`);
    return [wanted, item] as const;
  });
  return { ...description, paths: Object.fromEntries(kept) };
}

/**
 * Gives operations the body they have no word of: one of the description's own schemas, by its name.
 * @throws Error when one has a body already
 */
export function withBodies(description: ApiDescription, bodies: Readonly<Record<string, string>>): ApiDescription {
  const paths = structuredClone(description.paths);
  for (const [operation, schema] of Object.entries(bodies)) {
    const [method = '', template = ''] = operation.split(' ');
    const described = paths[template]?.[method.toLowerCase()];
    if (typeof described !== 'object' || described === null || 'requestBody' in described) {
      throw new Error(`${operation} is not an operation without a body`);
    }
    const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
    Object.assign(described, { requestBody: { required: true, content } });
  }
  return { ...description, paths };
}

/** What can be called, such as `GET /api/v1/clients/{id}`, and how its path looks when it is. */
export function operationsOf({ paths }: ApiDescription): { name: string; method: string; path: RegExp }[] {
  return Object.entries(paths)
    .flatMap(([template, item]) =>
      methods
        .filter((method) => method in item)
        .map((method) => ({
          name: `${method.toUpperCase()} ${template}`,
          method: method.toUpperCase(),
          path: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
          variables: template.split('{').length,
        })),
    )
    .sort((a, b) => a.variables - b.variables);
}

/**
 * Sets right the examples that their own schemas refuse: a number written as text becomes one, anything else goes. A
 * mock answers with the examples, and these would be answers that the description itself does not allow.
 */
export function fitExamples(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(fitExamples);
  if (typeof node !== 'object' || node === null) return node;
  const { example, ...rest } = node as Record<string, unknown>;
  const fitted = Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, fitExamples(inner)]));
  const right = fittedTo(rest.type, example);
  return right === undefined ? fitted : { ...fitted, example: right };
}

/** Undefined when the example cannot be of the type. */
function fittedTo(type: unknown, example: unknown): unknown {
  switch (type) {
    case 'number':
    case 'integer': {
      const number = typeof example === 'string' && example !== '' ? Number(example) : example;
      return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
    }
    case 'string':
      return typeof example === 'string' ? example : undefined;
    case 'boolean':
      return typeof example === 'boolean' ? example : undefined;
    case 'array':
      return Array.isArray(example) ? example : undefined;
    default:
      return example;
  }
}
