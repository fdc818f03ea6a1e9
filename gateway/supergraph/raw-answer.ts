import { type Schema as ApiSchema, buildSchema } from '@apollo/federation-internals';
import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/**
 * The schema by which Apollo's executor hands over what the subgraphs answered, merged and otherwise untouched: every
 * root field is a scalar. What the client asked for is then made out of it by shape-response.ts, in a fraction of the
 * time that the executor takes for it.
 */
export function createRawSchema(schema: GraphQLSchema): ApiSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const kinds = ['query', 'mutation', 'subscription'];
  const definitions: string[] = [];
  const types: string[] = [];
  for (const [index, root] of roots.entries()) {
    if (!root) continue;
    definitions.push(`${kinds[index]}: ${root.name}`);
    const fields = Object.keys(root.getFields()).map((field) => `${field}: RawAnswer__`);
    types.push(`type ${root.name} { ${fields.join(' ')} }`);
  }
  return buildSchema(`schema { ${definitions.join(' ')} } ${types.join(' ')} scalar RawAnswer__`);
}

/** An operation as the raw schema has it: its root fields alone, and the variables that a plan's conditions may ask for. */
export function rawOperationOf(operation: OperationDefinitionNode, fragments: Fragments): OperationDefinitionNode {
  const fields = new Map<string, string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const { name, alias } = selection;
        if (!name.value.startsWith('__')) fields.set((alias ?? name).value, name.value);
        continue;
      }
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      if (inner) walk(inner.selectionSet);
    }
  };
  walk(operation.selectionSet);

  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const isFlag = ({ type }: NonNullable<OperationDefinitionNode['variableDefinitions']>[number]): boolean => {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    return named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
  };
  const selections = [...fields].map(
    ([alias, field]) => ({ kind: Kind.FIELD, alias: name(alias), name: name(field) }) as const,
  );
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions: operation.variableDefinitions?.filter(isFlag) ?? [],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
