import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  visit,
} from 'graphql';
import type { Scope } from '../service/scopes.js';
import { type AccessRule, anyOfNode, declaredRule } from './access-rule.js';
import type { Policy } from './rights.js';

/** What is asked for where a subgraph's classes and resolvers declare nothing themselves. */
export interface AccessDefaults {
  /** Any one of these shows the subgraph's own types to who comes across them; root fields say who may look for them. */
  shows: readonly [Scope, ...Scope[]];
  /** What opens the fields that are added here to types of other subgraphs, and its own types to a reference by key. */
  adds: Scope;
  /** The types of other subgraphs that are known here by their key. Default none. */
  foreign?: readonly string[];
  /** The types that other subgraphs know by their key, which therefore needs no scope; all their other fields do. Default none. */
  shared?: readonly string[];
}

/**
 * Writes a rule to whatever has none. A type takes `shows`, on itself, or on its fields when it is shared: a key tells
 * nothing, and who has come as far as to it may have it. A root field without a rule is nobody's.
 */
export function withDefaultRules(document: DocumentNode, defaults: AccessDefaults): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition(type) {
      if (roots.has(type.name.value)) return withFieldRules(type, () => directive('policy', 'policies', [[nobody]]));
      if (declaredRule(type.directives)) return undefined;
      const shown = directive(
        'requiresScopes',
        'scopes',
        defaults.shows.map((scope) => [scope]),
      );
      const added = directive('requiresScopes', 'scopes', [[defaults.adds]]);
      if (defaults.foreign?.includes(type.name.value)) return withFieldRules(type, openKey(type, added));
      if (defaults.shared?.includes(type.name.value)) return withFieldRules(type, openKey(type, shown));
      return type.fields?.every(isExternal) ? undefined : { ...type, directives: [...(type.directives ?? []), shown] };
    },
  });
}

/**
 * What a reference by key asks for: what the type declares itself, else `adds`. Who comes from another subgraph reads;
 * that a type shows what was just written, to who may write alone, is no reason to let that caller look things up.
 */
export function referenceRule(document: DocumentNode, type: string, { adds }: AccessDefaults): AccessRule {
  const found = document.definitions.find(
    (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === type,
  );
  const own = found?.kind === Kind.OBJECT_TYPE_DEFINITION ? declaredRule(found.directives) : null;
  return own ?? { authenticated: true, scopes: [[[adds]]], policies: [] };
}

const roots = new Set(['Query', 'Mutation', 'Subscription']);
const nobody: Policy = 'nobody';

function withFieldRules(
  type: ObjectTypeDefinitionNode,
  ruleFor: (field: FieldDefinitionNode) => ConstDirectiveNode,
): ObjectTypeDefinitionNode {
  const fields = type.fields?.map((field) =>
    isExternal(field) || declaredRule(field.directives)
      ? field
      : { ...field, directives: [...(field.directives ?? []), ruleFor(field)] },
  );
  return { ...type, ...(fields && { fields }) };
}

const isExternal = ({ directives }: FieldDefinitionNode): boolean =>
  directives?.some(({ name }) => name.value === 'external') ?? false;

/** The rule of a type's fields, where its key is for every caller. The house's keys are plain fields: `fields: "id"`. */
function openKey({ directives = [] }: ObjectTypeDefinitionNode, others: ConstDirectiveNode) {
  const declared = directives.filter(({ name }) => name.value === 'key').flatMap((key) => key.arguments ?? []);
  const keys = new Set(declared.flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.split(/\s+/) : [])));
  return ({ name }: FieldDefinitionNode) => (keys.has(name.value) ? authenticated : others);
}

const named = (value: string) => ({ kind: Kind.NAME as const, value });

const authenticated: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: named('authenticated') };

function directive(name: string, argument: string, anyOf: string[][]): ConstDirectiveNode {
  const given = { kind: Kind.ARGUMENT as const, name: named(argument), value: anyOfNode(anyOf) };
  return { kind: Kind.DIRECTIVE, name: named(name), arguments: [given] };
}
