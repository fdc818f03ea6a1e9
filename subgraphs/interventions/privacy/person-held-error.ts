import { HubError } from '../../../platform/errors/hub-error.js';

/** A legal hold keeps the person's data; `details` has the hold's id, reason and end. */
export class PersonHeldError extends HubError {
  readonly code = 'PERSON_HELD';
  readonly httpStatus = 409;
}
