import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Scope } from '../../platform/service/scopes.js';

/** What the audit log will call a successful call, or why it keeps none. */
export type RouteAudit = string | { none: string };

/** For routes that change nothing. */
export const onlyReads: RouteAudit = { none: 'It only reads.' };

/**
 * One REST route: a method and a path in front of one operation of the graph. The operation's variables come from the
 * path parameters of their name, `$expectedVersion` from If-Match, and the rest from the query string (GET; `$filter`
 * field by field) or the body (`$input` is the whole of it, others are its fields): call-signature.ts.
 */
export interface Route<Data = unknown> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In Fastify's notation. */
  path: string;
  /** The heading it stands under in the description. */
  tag: string;
  /** A sentence. */
  summary: string;
  /** What else there is to know. */
  description?: string;
  /** All of them are needed; the graph checks its fields again. */
  scopes: readonly Scope[];
  audit: RouteAudit;
  document: TypedDocumentNode<Data, never>;
  /** Of the answer when all went well. Default 200; 204 sends no body. */
  status?: number;
  /** The path below which what was made is found by its id: told in the header Location. */
  place?: string;
  /** A good body, shown in the description and sent by the tests. */
  example?: Readonly<Record<string, unknown>>;
  /**
   * The body of the answer. Default `defaultBody`. Also run over the types in place of values to describe the answer,
   * so it may only rearrange.
   * @throws NotFoundError when what was asked for is null
   */
  body?(data: Data): Readonly<Record<string, unknown>>;
  /** For an answer that is a PDF and no JSON. @throws NotFoundError when there is none */
  file?(data: Data): RestFile;
}

export interface RestFile {
  name: string;
  /** In base64. */
  content: string;
}

/** A row of the table, whatever its document answers. */
export function route<Data>(declared: Route<Data>): Route {
  // Sound: a route only ever gets the data of its own document.
  return declared as unknown as Route;
}

/** The answer's body: the data as it is, but with a connection's nodes under its name and the page beside them. */
export function defaultBody(data: object): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    if (value === null) throw new NotFoundError(`There is no such ${name}.`);
    if (typeof value === 'object' && 'nodes' in value) {
      const { nodes, ...page } = value;
      Object.assign(body, { [name]: nodes, ...page });
    } else {
      body[name] = value;
    }
  }
  return body;
}

/** What the answer to a route is, in values or in types. */
export const bodyOf = (row: Route, data: object) => (row.body ?? defaultBody)(data);
