import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { CostRules, ListSize } from './cost-rules.js';

type Variables = Readonly<Record<string, unknown>>;

/** A part of an operation's cost, once its variables are known. */
export type Cost = (variables: Variables) => number;

/** The length of lists that say nothing of it: what has no pages is part of something, and few. */
const defaultListSize = 5;
/** What a change costs before it does anything. */
const costOfChange = 10;

/** Lists whose size was given by the field above them. */
interface Sized {
  names: readonly string[];
  size: Cost;
}

/**
 * The cost of an operation after the specification of `@cost` and `@listSize`: every object 1, every leaf 0 unless
 * `@cost` says otherwise, times as many as may be in the lists around it. It is made into a function of the variables once;
 * a field that stands twice is counted twice.
 */
export function compileCost(
  schema: GraphQLSchema,
  rules: CostRules,
  { operation, selectionSet }: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): Cost {
  function ofSet(set: SelectionSetNode, type: GraphQLCompositeType, sized?: Sized): Cost {
    const always: Cost[] = [];
    /** Of the objects that something abstract may be, it is one. */
    const either = new Map<string, Cost[]>();
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        always.push(unlessSkipped(selection.directives, ofField(selection, type, sized)));
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      if (!fragment) continue;
      const named = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      const inner = named && isCompositeType(named) ? named : type;
      const cost = unlessSkipped(selection.directives, ofSet(fragment.selectionSet, inner, sized));
      if (isObjectType(inner) && !isObjectType(type)) either.set(inner.name, [...(either.get(inner.name) ?? []), cost]);
      else always.push(cost);
    }
    const alternatives = [...either.values()].map(sumOf);
    const common = sumOf(always);
    if (alternatives.length === 0) return common;
    return (variables) => common(variables) + Math.max(...alternatives.map((one) => one(variables)));
  }

  function ofField(node: FieldNode, parent: GraphQLCompositeType, sized: Sized | undefined): Cost {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    // What is asked of the schema itself costs nothing; how deep that may go is limited by graphql.
    if (!field) return () => 0;
    const place = `${parent.name}.${name}`;
    const type = getNamedType(field.type);
    const own = rules.weights.get(place) ?? rules.weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
    const given = (node.arguments ?? []).map((argument) => rules.weights.get(`${place}.${argument.name.value}`) ?? 0);
    const weight = given.reduce((sum, one) => sum + one, own);
    const declared = rules.sizes.get(place);
    const size = sizeOf(node, field, declared);
    const inner = declared?.sizedFields?.length ? { names: declared.sizedFields, size } : undefined;
    const children = node.selectionSet && isCompositeType(type) ? ofSet(node.selectionSet, type, inner) : () => 0;
    if (!isListType(getNullableType(field.type))) return (variables) => weight + children(variables);
    const length = sized?.names.includes(name) ? sized.size : size;
    return (variables) => length(variables) * (weight + children(variables));
  }

  function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, declared: ListSize | undefined): Cost {
    const otherwise = declared?.assumedSize ?? defaultListSize;
    const slices = (declared?.slicingArguments ?? []).map((name): ((variables: Variables) => unknown) => {
      const argument = node.arguments?.find((one) => one.name.value === name);
      const preset = field.args.find((one) => one.name === name)?.defaultValue;
      return (variables) => (argument ? givenValue(argument.value, variables, preset) : preset);
    });
    return (variables) => {
      const asked = slices.map((slice) => slice(variables)).filter((value) => typeof value === 'number');
      return asked.length > 0 ? Math.max(0, ...asked) : otherwise;
    };
  }

  const root = schema.getRootType(operation);
  const cost = root ? ofSet(selectionSet, root) : () => 0;
  return operation === OperationTypeNode.MUTATION ? (variables) => costOfChange + cost(variables) : cost;
}

function sumOf(costs: readonly Cost[]): Cost {
  return (variables) => costs.reduce((sum, one) => sum + one(variables), 0);
}

/** Nothing for what `@skip` or `@include` takes out. */
function unlessSkipped(directives: readonly DirectiveNode[] | undefined, cost: Cost): Cost {
  const conditions = (directives ?? []).flatMap(({ name, arguments: given }) => {
    const condition = given?.find((one) => one.name.value === 'if')?.value;
    return condition && (name.value === 'skip' || name.value === 'include')
      ? [{ condition, isIn: name.value === 'include' }]
      : [];
  });
  if (conditions.length === 0) return cost;
  return (variables) =>
    conditions.every(({ condition, isIn }) => givenValue(condition, variables, undefined) === isIn)
      ? cost(variables)
      : 0;
}

/** The value of a number or flag; `preset` for a variable that was not given. */
function givenValue(node: ValueNode, variables: Variables, preset: unknown): unknown {
  if (node.kind === Kind.VARIABLE) {
    const { value: name } = node.name;
    return name in variables ? variables[name] : preset;
  }
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.BOOLEAN ? node.value : undefined;
}
