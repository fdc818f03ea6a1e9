import type { ConnectorAction } from '../../../platform/connectors/connector.js';
import { invalidInput, violationsOf } from '../../../platform/errors/violations.js';

/**
 * What a person gave along with a request, as the action takes it; `null` when that is nothing.
 * @throws InvalidInputError naming each field, or `input` where the action takes none
 */
export function checkedInput(
  { input: schema }: ConnectorAction<unknown>,
  given: unknown,
): Record<string, unknown> | null {
  if (given === undefined || given === null) return null;
  if (!schema) throw invalidInput([{ field: 'input', message: 'is not taken by this action' }]);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const below = ({ field, message }: { field: string; message: string }) => ({
      field: field ? `input.${field}` : 'input',
      message,
    });
    throw invalidInput(violationsOf(parsed.error).map(below));
  }
  if (typeof parsed.data === 'object' && parsed.data !== null) return { ...parsed.data };
  throw invalidInput([{ field: 'input', message: 'must be an object' }]);
}
