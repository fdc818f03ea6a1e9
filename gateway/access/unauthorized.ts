import { GraphQLError } from 'graphql';
import { explain, type Missing } from '../../platform/access/access-rule.js';

/** What a caller is told about a place of its operation that it may not see. */
export function unauthorized(missing: Missing, path: readonly (string | number)[]): GraphQLError {
  const { requiredScopes, requiredPolicies } = missing;
  const [[requiredScope] = []] = requiredScopes;
  const extensions = {
    code: 'UNAUTHORIZED_FIELD_OR_TYPE',
    ...(requiredScope !== undefined && { requiredScope, requiredScopes }),
    ...(requiredPolicies.length > 0 && { requiredPolicies }),
  };
  return new GraphQLError(explain(missing), { path: [...path], extensions });
}
