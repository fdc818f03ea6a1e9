/** What an error says beyond its message. */
export interface HubErrorOptions {
  /** The error this one was made from; logged, never shown to a client. */
  cause?: unknown;
  /** Facts for the client: the field and the rule that was broken, a limit, a time. Never a secret. */
  details?: Readonly<Record<string, unknown>>;
}

/**
 * The base of every error the hub throws on purpose. Its message and details may be shown to the caller; anything
 * that is not a HubError is answered as INTERNAL_ERROR and only logged.
 */
export abstract class HubError extends Error {
  /** Stable, upper snake case; clients branch on it. */
  abstract readonly code: string;
  /** The status the REST edge answers with. */
  abstract readonly httpStatus: number;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean = false;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, options: HubErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
  }
}
