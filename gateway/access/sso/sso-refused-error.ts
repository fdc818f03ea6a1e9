import { HubError } from '../../../platform/errors/hub-error.js';

/** Somebody who comes from an identity provider is not let in; the message is for the log, never for the page. */
export class SsoRefusedError extends HubError {
  readonly code = 'SIGN_IN_REFUSED';
  readonly httpStatus = 403;
}
