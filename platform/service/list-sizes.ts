import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, parse, visit } from 'graphql';
import { defaultPageSize } from './pagination.js';

/**
 * Says of every paginated field how long its lists can be (`@listSize`,
 * https://ibm.github.io/graphql-specs/cost-spec.html): as many as `first` asks for, else a page of the usual size. What
 * such a field costs is then known to any gateway before it runs.
 */
export function withListSizes(document: DocumentNode): DocumentNode {
  return visit(document, {
    FieldDefinition(field) {
      const declared = field.directives?.some(({ name }) => name.value === 'listSize');
      return isPaginated(field) && !declared
        ? { ...field, directives: [...(field.directives ?? []), listSize] }
        : undefined;
    },
  });
}

const isPaginated = ({ type, arguments: given = [] }: FieldDefinitionNode): boolean => {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return (
    named.kind === Kind.NAMED_TYPE &&
    named.name.value.endsWith('Connection') &&
    given.some(({ name }) => name.value === 'first')
  );
};

const listSize = directiveOf(
  `@listSize(assumedSize: ${defaultPageSize}, slicingArguments: ["first"], sizedFields: ["edges", "nodes"],
    requireOneSlicingArgument: false)`,
);

function directiveOf(text: string): ConstDirectiveNode {
  const [definition] = parse(`type Any { field: Int ${text} }`).definitions;
  const [directive] = (definition?.kind === Kind.OBJECT_TYPE_DEFINITION && definition.fields?.[0]?.directives) || [];
  if (!directive) throw new Error(`not a directive: ${text}`);
  return directive;
}
