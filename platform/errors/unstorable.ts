import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Violation } from './violations.js';

// What PostgreSQL cannot hold, whatever the field: texts with the NUL character, JSON nested without end. The rule is
// kept once, at the door of each subgraph, and broken rules are named like any other.

const noNul = 'must not contain the NUL character';
const deepest = 64;

/** Where among some values the rule is broken; nothing when it is kept. */
export function unstorable(value: unknown, path = '', depth = 0): Violation[] {
  if (typeof value === 'string') return value.includes('\0') ? [{ field: path, message: noNul }] : [];
  if (value === null || typeof value !== 'object') return [];
  if (depth === deepest) return [{ field: path, message: `must not be nested more than ${deepest} levels deep` }];
  return Object.entries(value).flatMap(([key, item]) => unstorable(item, path ? `${path}.${key}` : key, depth + 1));
}

/** A validation rule of documents: the same for texts that stand in the document itself. */
export const noNulRule = (context: ValidationContext): ASTVisitor => ({
  StringValue(node) {
    if (!node.value.includes('\0')) return;
    const extensions = { code: 'INVALID_INPUT', retryable: false };
    context.reportError(new GraphQLError(`A text ${noNul}.`, { nodes: node, extensions }));
  },
});
