import { createHash } from 'node:crypto';
import type { Schema as ApiSchema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import { createGuards, type GuardFor } from '../access/guard.js';
import { type CostRules, readCostRules } from '../access/limits/cost-rules.js';
import { type CollisionCheck, createCollisionCheck } from './plan-collisions.js';
import { createRawSchema } from './raw-answer.js';
import { readSupergraph } from './read-supergraph.js';
import { requiredArgumentsOf } from './required-arguments.js';

/** What follows from a supergraph's text alone. Nobody changes it, so all who serve the text share it. */
export interface SupergraphSchemas {
  /** SHA-256 of the text, in hex. */
  readonly schemaHash: string;
  readonly subgraphs: readonly { name: string; url: string }[];
  /** What clients see, as graphql-js and as Apollo's libraries have it. */
  readonly apiSchema: GraphQLSchema;
  readonly api: ApiSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly rawSchema: ApiSchema;
  readonly planner: QueryPlanner;
  readonly collisions: CollisionCheck;
  readonly costRules: CostRules;
  readonly guardFor: GuardFor;
}

/** The house has two texts, the whole graph and the partners'; after a reload the old ones may still serve streams. */
const textsKept = 4;
const known = new BoundedCache<string, SupergraphSchemas>(textsKept);

/** Reads a text once a process: that costs as much as some hundred requests. Throws when it is no supergraph. */
export function supergraphSchemasOf(sdl: string): SupergraphSchemas {
  const ready = known.get(sdl);
  if (ready) return ready;
  const made = makeSchemas(sdl);
  known.set(sdl, made);
  return made;
}

function makeSchemas(sdl: string): SupergraphSchemas {
  const document = parse(sdl);
  const supergraph = readSupergraph(sdl);
  const api = supergraph.apiSchema();
  const apiSchema = api.toGraphQLJSSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  return {
    schemaHash: createHash('sha256').update(sdl).digest('hex'),
    subgraphs: supergraph.subgraphsMetadata(),
    apiSchema,
    api,
    supergraphSchema,
    rawSchema: createRawSchema(apiSchema),
    planner: new QueryPlanner(supergraph),
    collisions: createCollisionCheck(supergraphSchema, requiredArgumentsOf(document, supergraphSchema)),
    costRules: readCostRules(document),
    guardFor: createGuards(document, apiSchema),
  };
}
