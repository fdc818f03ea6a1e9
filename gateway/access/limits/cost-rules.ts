import { type ConstDirectiveNode, type DocumentNode, isTypeDefinitionNode, Kind, valueFromASTUntyped } from 'graphql';
import { z } from 'zod';

/** How long a list is, as `@listSize` says it (https://ibm.github.io/graphql-specs/cost-spec.html). */
export interface ListSize {
  /** When no argument says it. */
  assumedSize?: number | null | undefined;
  /** Arguments that say how many are asked for. */
  slicingArguments?: readonly string[] | null | undefined;
  /** Fields of the answer that this is the size of; without them it is the field itself. */
  sizedFields?: readonly string[] | null | undefined;
}

/** What a schema says of the cost of its parts. */
export interface CostRules {
  /** `@cost` of types by name, of fields by `Type.field`, of arguments by `Type.field.argument`. */
  weights: ReadonlyMap<string, number>;
  /** `@listSize` of fields by `Type.field`. */
  sizes: ReadonlyMap<string, ListSize>;
}

const cost = z.object({ weight: z.number() });
const listSize = z.object({
  assumedSize: z.number().nullish(),
  slicingArguments: z.array(z.string()).nullish(),
  sizedFields: z.array(z.string()).nullish(),
});

/** Reads `@cost` and `@listSize` out of a supergraph's text. */
export function readCostRules({ definitions }: DocumentNode): CostRules {
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const read = (place: string, directives: readonly ConstDirectiveNode[] = []) => {
    for (const directive of directives) {
      if (directive.name.value === 'cost') weights.set(place, cost.parse(argumentsOf(directive)).weight);
      if (directive.name.value === 'listSize') sizes.set(place, listSize.parse(argumentsOf(directive)));
    }
  };
  for (const type of definitions) {
    if (!isTypeDefinitionNode(type)) continue;
    read(type.name.value, type.directives);
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const place = `${type.name.value}.${field.name.value}`;
      read(place, field.directives);
      for (const argument of field.arguments ?? []) read(`${place}.${argument.name.value}`, argument.directives);
    }
  }
  return { weights, sizes };
}

const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
