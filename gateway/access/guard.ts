import { type DocumentNode, type GraphQLSchema, getNamedType, isObjectType, isTypeDefinitionNode, Kind } from 'graphql';
import {
  type AccessRule,
  allOf,
  declaredRule,
  type Missing,
  missingFor,
  type Rights,
} from '../../platform/access/access-rule.js';

/** What stands in the way of one set of rights, place by place; `null` where nothing does. */
export interface Guard {
  /** Of an object type: whether its objects may be seen at all. */
  type(name: string): Missing | null;
  /** Of a field of an object type, the type it leads to included. */
  field(type: string, name: string): Missing | null;
}

/** Makes the guard of a set of rights; `null` stands for a caller that is not known. */
export type GuardFor = (rights: Rights | null) => Guard;

/**
 * The rules of a supergraph, combined as the Federation specification says: of a field, of its type, and of the type it
 * leads to, all have to hold; of the lists of one rule, any. An interface has none of its own: what its object types ask
 * for is asked of each object.
 *
 * @param document the supergraph, with its access directives
 * @param schema what clients see of it
 */
export function createGuards(document: DocumentNode, schema: GraphQLSchema): GuardFor {
  const types = new Map<string, AccessRule>();
  const fields = new Map<string, AccessRule>();
  for (const definition of document.definitions) {
    if (!isTypeDefinitionNode(definition) || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) continue;
    const name = definition.name.value;
    const rule = declaredRule(definition.directives);
    if (rule) types.set(name, rule);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const own = declaredRule(field.directives);
      if (own) fields.set(`${name}.${field.name.value}`, own);
    }
  }

  const ruleOf = (type: string, field: string): AccessRule => {
    const definition = schema.getType(type);
    const leadsTo = isObjectType(definition) && definition.getFields()[field]?.type;
    const rules = [
      fields.get(`${type}.${field}`),
      types.get(type),
      leadsTo ? types.get(getNamedType(leadsTo).name) : undefined,
    ];
    return allOf(rules.filter((rule) => rule !== undefined));
  };

  return (rights) => {
    const known = new Map<string, Missing | null>();
    const remembered = (place: string, find: () => Missing | null): Missing | null => {
      let missing = known.get(place);
      if (missing === undefined) {
        missing = find();
        known.set(place, missing);
      }
      return missing;
    };
    return {
      type: (name) => {
        const rule = types.get(name);
        return rule ? remembered(name, () => missingFor(rule, rights)) : null;
      },
      field: (type, name) => remembered(`${type}.${name}`, () => missingFor(ruleOf(type, name), rights)),
    };
  };
}
