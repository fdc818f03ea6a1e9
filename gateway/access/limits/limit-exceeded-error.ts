import { HubError } from '../../../platform/errors/hub-error.js';

const codes = {
  TOKEN_LIMIT_EXCEEDED: 'tokens',
  DEPTH_LIMIT_EXCEEDED: 'levels',
  DEFINITION_LIMIT_EXCEEDED: 'operations and fragments',
  FIELD_LIMIT_EXCEEDED: 'fields, with those of fragments counted wherever they are spread',
  ROOT_FIELD_LIMIT_EXCEEDED: 'fields at its root',
  ALIAS_LIMIT_EXCEEDED: 'aliases',
  DUPLICATE_FIELD_LIMIT_EXCEEDED: 'fields that are already there under the same name',
  DIRECTIVE_LIMIT_EXCEEDED: 'directives',
  VARIABLE_LIMIT_EXCEEDED: 'values in its variables',
  VARIABLE_DEPTH_LIMIT_EXCEEDED: 'levels in its variables',
  VARIABLE_SIZE_LIMIT_EXCEEDED: 'characters in its variables',
  COST_LIMIT_EXCEEDED: 'points of cost',
} as const;

export type LimitCode = keyof typeof codes;

export const limitCodes = new Set<unknown>(Object.keys(codes));

/** An operation asks for more than one may. Refused before it is validated, `COST_LIMIT_EXCEEDED` before it is planned. */
export class LimitExceededError extends HubError {
  readonly httpStatus = 400;

  /**
   * @param max what is allowed
   * @param found what was counted; left out when the counting ended at the limit
   */
  constructor(
    readonly code: LimitCode,
    max: number,
    found?: number,
  ) {
    const had = found === undefined ? 'this one has more' : `this one has ${found}`;
    super(`An operation may have at most ${max} ${codes[code]}; ${had}.`, {
      details: { max, ...(found !== undefined && { found }) },
    });
  }
}

/** @throws LimitExceededError when more was found than may be */
export function atMost(code: LimitCode, max: number, found: number): void {
  if (found > max) throw new LimitExceededError(code, max);
}
