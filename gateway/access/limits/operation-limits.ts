/** How much one operation may be. */
export interface OperationLimits {
  /** Words and signs of a document. */
  maxTokens: number;
  /** Fields within fields. */
  maxDepth: number;
  /** Operations and fragments of a document. */
  maxDefinitions: number;
  /** Fields of an operation, those of a fragment counted wherever it is spread. */
  maxFields: number;
  maxRootFields: number;
  maxAliases: number;
  /** Fields that stand beside another of the same name. Validation compares each with each. */
  maxDuplicates: number;
  maxDirectives: number;
  /** Values in the variables, those within lists and objects counted. */
  maxVariableValues: number;
  /** Lists and objects within each other in the variables. */
  maxVariableDepth: number;
  /** Characters of all texts and names in the variables. */
  maxVariableSize: number;
  /** Points, as `@cost` and `@listSize` make them (cost/operation-cost.ts). */
  maxCost: number;
}

export const defaultOperationLimits: OperationLimits = {
  maxTokens: 5_000,
  maxDepth: 20,
  maxDefinitions: 100,
  maxFields: 2_000,
  maxRootFields: 50,
  maxAliases: 200,
  maxDuplicates: 300,
  maxDirectives: 100,
  maxVariableValues: 10_000,
  maxVariableDepth: 32,
  maxVariableSize: 524_288,
  maxCost: 50_000,
};
