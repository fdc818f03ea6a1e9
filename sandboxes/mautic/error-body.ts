import type { Refusal } from '../kit/refusal.js';
import type { Settings } from './settings.js';

/** The vendor's error format, or its older one. What PHP has empty is a list. */
export function errorBody({ status, message, details }: Refusal, { errorFormat }: Settings) {
  const isOauth = status === 401;
  if (errorFormat === 'error') {
    return isOauth ? { error: 'invalid_grant', error_description: message } : { error: { message, code: status } };
  }
  const fields = Object.fromEntries(details.map((problem) => [problem.field, [problem.message]]));
  const error = {
    code: status,
    message,
    details: details.length > 0 ? fields : [],
    type: isOauth ? 'invalid_grant' : null,
  };
  return { errors: [error] };
}
