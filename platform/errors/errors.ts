import { HubError } from './hub-error.js';

/** Nobody could be made out of the call: no key, a wrong one, an expired one. */
export class UnauthenticatedError extends HubError {
  readonly code = 'UNAUTHENTICATED';
  readonly httpStatus = 401;
}

/** The caller is known and lacks the scope. */
export class ForbiddenError extends HubError {
  readonly code = 'FORBIDDEN';
  readonly httpStatus = 403;
}

/** No such thing, or it is another organization's: the two are told apart to nobody. */
export class NotFoundError extends HubError {
  readonly code = 'NOT_FOUND';
  readonly httpStatus = 404;
}

/** The input breaks a rule; `details.violations` names each field and rule. */
export class InvalidInputError extends HubError {
  readonly code = 'INVALID_INPUT';
  readonly httpStatus = 422;
}

/** The body or a parameter could not even be read. */
export class MalformedRequestError extends HubError {
  readonly code = 'MALFORMED_REQUEST';
  readonly httpStatus = 400;
}

/** The body is larger than the door lets in. */
export class PayloadTooLargeError extends HubError {
  readonly code = 'PAYLOAD_TOO_LARGE';
  readonly httpStatus = 413;
}

/** The change does not fit the present state (a stale version, a transition that is not there, a duplicate). */
export class ConflictError extends HubError {
  readonly code = 'CONFLICT';
  readonly httpStatus = 409;
}

/** A part of the hub that is needed right now does not answer. */
export class UnavailableError extends HubError {
  readonly code = 'UNAVAILABLE';
  readonly httpStatus = 503;
  override readonly retryable = true;
}
