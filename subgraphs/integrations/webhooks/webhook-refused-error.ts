import { HubError } from '../../../platform/errors/hub-error.js';

/** A webhook that is not, or no longer, what its vendor sent; `details.reason` is `signature` or `timestamp`. */
export class WebhookRefusedError extends HubError {
  readonly code = 'WEBHOOK_REFUSED';
  readonly httpStatus = 401;
}
