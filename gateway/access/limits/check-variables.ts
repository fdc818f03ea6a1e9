import { atMost } from './limit-exceeded-error.js';
import type { OperationLimits } from './operation-limits.js';

/**
 * Counts the values of some variables. A stack of its own: JSON may be nested more deeply than a function can call itself.
 * @throws LimitExceededError
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>, limits: OperationLimits): void {
  const waiting: { value: unknown; level: number }[] = [{ value: variables, level: 0 }];
  let values = -1;
  let size = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, level } = next;
    atMost('VARIABLE_LIMIT_EXCEEDED', limits.maxVariableValues, ++values);
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'object' && value !== null) {
      atMost('VARIABLE_DEPTH_LIMIT_EXCEEDED', limits.maxVariableDepth, level);
      const list = Array.isArray(value);
      for (const [name, inner] of Object.entries(value)) {
        if (!list) size += name.length;
        waiting.push({ value: inner, level: level + 1 });
      }
    }
    atMost('VARIABLE_SIZE_LIMIT_EXCEEDED', limits.maxVariableSize, size);
  }
}
