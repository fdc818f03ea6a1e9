import { HubError } from '../errors/hub-error.js';

/** A stored secret can't be opened: sealed under a key that is not here, moved to another place, or altered. */
export class SecretUnreadableError extends HubError {
  readonly code = 'SECRET_UNREADABLE';
  readonly httpStatus = 500;
}
