import type { Cursor } from '@mikro-orm/core';
import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { z } from 'zod';
import { Authenticated, ForPartners } from '../access/decorators.js';
import { InvalidInputError } from '../errors/errors.js';

/** Most items one page holds. */
const maxPageSize = 100;

@Directive('@shareable')
@Authenticated()
@ForPartners()
@ObjectType({ description: 'Where a page of a connection ends (Relay Cursor Connections).' })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

/** One page in the shape of Relay's connections. */
export interface Page<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** Makes the GraphQL connection and edge types of a node; extend both under names of their own. */
export function connectionOf<Node extends object>(node: ClassType<Node>) {
  @ObjectType()
  abstract class Edge {
    @Field(() => String)
    cursor!: string;

    @Field(() => node)
    node!: Node;
  }

  function connection(edge: ClassType<Edge>) {
    @ObjectType()
    abstract class Connection {
      @Field(() => [edge])
      edges!: Edge[];

      @Field(() => [node])
      nodes!: Node[];

      @Field(() => PageInfo)
      pageInfo!: PageInfo;

      @Field(() => Int, { description: 'How many there are in all, with the same filter.' })
      totalCount!: number;
    }
    return Connection;
  }
  return { Edge, connection };
}

/** What a client that says nothing, or null, gets at once. */
export const defaultPageSize = 20;

/** @throws InvalidInputError when `first` is not between 1 and 100 */
export function checkedPageSize(first: number | null): number {
  if (first === null) return defaultPageSize;
  if (first >= 1 && first <= maxPageSize) return first;
  const message = `must be between 1 and ${maxPageSize}`;
  throw new InvalidInputError(`first: ${message}.`, { details: { violations: [{ field: 'first', message }] } });
}

/** A MikroORM cursor (`em.findByCursor`) as a page. */
export function toPage<Node extends object>(cursor: Cursor<Node, never, never, never, true>): Page<Node> {
  return {
    edges: cursor.items.map((node) => ({ cursor: cursor.from(node), node })),
    nodes: [...cursor.items],
    totalCount: cursor.totalCount,
    pageInfo: {
      hasNextPage: cursor.hasNextPage,
      hasPreviousPage: cursor.hasPrevPage,
      startCursor: cursor.startCursor,
      endCursor: cursor.endCursor,
    },
  };
}

/**
 * @param keys what the list is sorted by, in that order; every list here ends with `id`. Default `createdAt`, `id`.
 * @throws InvalidInputError when `after` was not made by this list's `endCursor`
 */
export function checkedCursor(after: string, keys: readonly string[] = ['createdAt', 'id']): string {
  if (isCursor(after, keys)) return after;
  const message = 'must be a cursor that this list gave';
  throw new InvalidInputError(`after: ${message}.`, { details: { violations: [{ field: 'after', message }] } });
}

function isCursor(after: string, keys: readonly string[]): boolean {
  try {
    const values: unknown = JSON.parse(Buffer.from(after, 'base64url').toString());
    if (!Array.isArray(values) || values.length !== keys.length) return false;
    return keys.every((key, index) => partOf(key).safeParse(values[index]).success);
  } catch {
    return false;
  }
}

// What PostgreSQL could not read would be an error of ours.
const partOf = (key: string): z.ZodType => {
  if (key === 'id') return z.uuid();
  return key.endsWith('At') ? z.iso.datetime() : z.string().regex(/^[^\0]*$/);
};
