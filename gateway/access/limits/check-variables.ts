import { atMost } from './limit-exceeded-error.js';
import type { OperationLimits } from './operation-limits.js';

/**
 * Counts the values of some variables. A stack of its own: JSON may be nested more deeply than a function can call itself.
 * @throws LimitExceededError
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>, limits: OperationLimits): void {
  const waiting: { value: object; level: number }[] = [{ value: variables, level: 0 }];
  let values = 0;
  let size = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, level } = next;
    atMost('VARIABLE_DEPTH_LIMIT_EXCEEDED', limits.maxVariableDepth, level);
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
    values += inner.length;
    // Before they are looked at: a million values are refused as fast as a thousand.
    atMost('VARIABLE_LIMIT_EXCEEDED', limits.maxVariableValues, values);
    if (inner !== value) for (const name of Object.keys(value)) size += name.length;
    for (const one of inner) {
      if (typeof one === 'string') size += one.length;
      else if (typeof one === 'object' && one !== null) waiting.push({ value: one, level: level + 1 });
    }
    atMost('VARIABLE_SIZE_LIMIT_EXCEEDED', limits.maxVariableSize, size);
  }
}
