import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { ForbiddenError } from '../errors/errors.js';
import type { RequestContext } from '../service/request-context.js';
import type { ReferenceResolver } from '../service/subgraph-definition.js';
import { type AccessRule, allOf, declaredRule, explain, missingFor } from './access-rule.js';
import { rightsOf } from './rights.js';

/**
 * Makes every field refuse whom its declared rule, or the rule of the type it leads to, does not let: a subgraph trusts
 * no gateway with it. `_entities` is guarded by `guardReference` and by the
 * fields that are asked of what it finds.
 */
export function guardSchema(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    const reached = isReachedThroughAbstract(schema, type);
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      const rules = [field.astNode, getNamedType(field.type).astNode, reached ? type.astNode : undefined].flatMap(
        (node) => declaredRule(node?.directives) ?? [],
      );
      const rule = allOf(rules);
      if (rule.scopes.length + rule.policies.length > 0) guardField(type, field, rule);
    }
  }
}

/** A rule before whatever `_entities` finds. @throws ForbiddenError naming what is missing */
export const guardReference =
  (type: string, rule: AccessRule, resolve: ReferenceResolver): ReferenceResolver =>
  (reference, context) => {
    check(rule, context, type);
    return resolve(reference, context);
  };

/** Fields lead to objects; what they lead to by an interface or union is only known when it is there. */
function isReachedThroughAbstract(schema: GraphQLSchema, type: GraphQLObjectType): boolean {
  if (type.getInterfaces().length > 0) return true;
  return Object.values(schema.getTypeMap()).some(
    (other) => isUnionType(other) && !other.name.startsWith('_') && other.getTypes().includes(type),
  );
}

function guardField(type: GraphQLObjectType, field: GraphQLField<unknown, RequestContext>, rule: AccessRule): void {
  const place = `${type.name}.${field.name}`;
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    check(rule, context, place);
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    check(rule, context, place);
    return subscribe(source, args, context, info);
  };
}

/** @throws ForbiddenError naming what is missing */
function check(rule: AccessRule, { caller }: RequestContext, place: string): void {
  const missing = missingFor(rule, rightsOf(caller));
  if (!missing) return;
  const [[requiredScope] = []] = missing.requiredScopes;
  const details = { ...(requiredScope && { requiredScope }), place };
  throw new ForbiddenError(explain(missing), { details });
}
