import { type ConstDirectiveNode, Kind, valueFromASTUntyped } from 'graphql';

/** Any one of the lists, and of that list everything. */
export type AnyOf = readonly (readonly string[])[];

/** What a field or type asks of whoever uses it: a caller at all, scopes, policies; every one of them. */
export interface AccessRule {
  authenticated: boolean;
  scopes: readonly AnyOf[];
  policies: readonly AnyOf[];
}

/** What a caller can show of itself. `null` stands for nobody. */
export interface Rights {
  /** Equal for equal rights. */
  key: string;
  scopes: ReadonlySet<string>;
  policies: ReadonlySet<string>;
}

/** What is missing, by rule; empty lists when it is the caller itself. */
export interface Missing {
  requiredScopes: AnyOf;
  requiredPolicies: AnyOf;
}

/** The Federation directives that say who may; their definitions: https://specs.apollo.dev */
export const accessDirectives = ['authenticated', 'requiresScopes', 'policy'] as const;

/** What a place in a schema declares of itself; `null` when nothing. */
export function declaredRule(directives: readonly ConstDirectiveNode[] | undefined): AccessRule | null {
  const rules = (directives ?? []).flatMap(ruleOf);
  return rules.length === 0 ? null : allOf(rules);
}

/** A rule that asks for what each of them asks for. */
export function allOf(rules: readonly AccessRule[]): AccessRule {
  return {
    authenticated: rules.some(({ authenticated }) => authenticated),
    scopes: rules.flatMap(({ scopes }) => scopes),
    policies: rules.flatMap(({ policies }) => policies),
  };
}

/** What the caller lacks; `null` when the rule lets it. */
export function missingFor({ authenticated, scopes, policies }: AccessRule, rights: Rights | null): Missing | null {
  const lackedScopes = scopes.find((anyOf) => !holds(anyOf, rights?.scopes));
  if (lackedScopes) return { requiredScopes: lackedScopes, requiredPolicies: [] };
  const lackedPolicies = policies.find((anyOf) => !holds(anyOf, rights?.policies));
  if (lackedPolicies) return { requiredScopes: [], requiredPolicies: lackedPolicies };
  return authenticated && !rights ? { requiredScopes: [], requiredPolicies: [] } : null;
}

/** What is missing, in a sentence. */
export function explain({ requiredScopes, requiredPolicies }: Missing): string {
  if (requiredScopes.length > 0) return `This needs the scope ${requiredScopes.map(and).join(', or ')}.`;
  if (requiredPolicies.length > 0) return `Only who meets the policy ${requiredPolicies.map(and).join(', or ')} may.`;
  return 'This needs a caller who is known.';
}

const and = (names: readonly string[]): string => names.join(' and ');

const holds = (anyOf: AnyOf, held: ReadonlySet<string> | undefined): boolean =>
  anyOf.some((all) => all.every((one) => held?.has(one)));

function ruleOf({ name, arguments: args = [] }: ConstDirectiveNode): AccessRule[] {
  const [first] = args;
  const given = first ? listsOf(valueFromASTUntyped(first.value)) : [];
  switch (name.value) {
    case 'authenticated':
      return [{ authenticated: true, scopes: [], policies: [] }];
    case 'requiresScopes':
      return [{ authenticated: true, scopes: [given], policies: [] }];
    case 'policy':
      return [{ authenticated: false, scopes: [], policies: [given] }];
    default:
      return [];
  }
}

/** GraphQL takes one value where a list is asked for. */
function listsOf(value: unknown): AnyOf {
  const outer: unknown[] = Array.isArray(value) ? value : [value];
  return outer.map((inner) => (Array.isArray(inner) ? inner : [inner]).map(String));
}

/** `[["a"], ["b", "c"]]` as a value of SDL. */
export const anyOfNode = (anyOf: AnyOf) => ({
  kind: Kind.LIST as const,
  values: anyOf.map((all) => ({
    kind: Kind.LIST as const,
    values: all.map((value) => ({ kind: Kind.STRING as const, value })),
  })),
});
