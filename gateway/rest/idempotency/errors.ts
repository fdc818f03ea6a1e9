import { HubError } from '../../../platform/errors/hub-error.js';

/** The first call with the key is still being worked on. */
export class IdempotencyKeyInUseError extends HubError {
  readonly code = 'IDEMPOTENCY_KEY_IN_USE';
  readonly httpStatus = 409;
  override readonly retryable = true;
}

/** The first call with the key ended without an answer, maybe after its effect. */
export class IdempotencyOutcomeUnknownError extends HubError {
  readonly code = 'IDEMPOTENCY_OUTCOME_UNKNOWN';
  readonly httpStatus = 409;
}

/** The key was used for another call. */
export class IdempotencyKeyReusedError extends HubError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly httpStatus = 422;
}
