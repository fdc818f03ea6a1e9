import { HubError } from '../../../platform/errors/hub-error.js';

/**
 * The vendor cannot be asked now: it is down, slow, over its rate, or kept away from. `details.connector` says which one,
 * `details.retryAt` when it may be worth asking again, where that is known.
 */
export class VendorUnavailableError extends HubError {
  readonly code = 'VENDOR_UNAVAILABLE';
  readonly httpStatus = 503;
  override readonly retryable = true;
}
