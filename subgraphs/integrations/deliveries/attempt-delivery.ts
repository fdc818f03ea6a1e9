import type { Connector, ConnectorAction, KnownSubject, Receipt } from '../../../platform/connectors/connector.js';
import { VendorError, type VendorErrorKind } from '../../../platform/connectors/vendor-error.js';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { traced } from '../../../platform/telemetry/tracing.js';
import { discardToken } from '../connections/access-token-store.js';
import { type OpenSession, openSession } from '../connections/open-session.js';
import { digestsOf } from '../lineage/digests.js';
import type { IntegrationsServices } from '../services.js';
import { beginAttempt } from './begin-attempt.js';
import type { Claim } from './claim-delivery.js';
import { failAttempt, succeedAttempt } from './settle-delivery.js';

export interface AttemptContext {
  services: IntegrationsServices;
  inTransaction: <T>(work: (unit: UnitOfWork) => Promise<T>) => Promise<T>;
  claim: Claim;
  connector: Connector;
  action: ConnectorAction<unknown>;
  payload: unknown;
  known: KnownSubject;
  signal: AbortSignal;
}

/** Token refusals are answered with a new token this often in one run; then the credentials themselves are wrong. */
const maxTokenRenewals = 1;

/** One attempt, or two when the first only found that the token was no longer good. Every one is on record. */
export async function attemptDelivery(context: AttemptContext): Promise<void> {
  const { services, inTransaction, claim, connector, action, payload, signal } = context;
  const { connection } = claim.delivery;
  const { retryBaseMs } = services.delivery;
  const contents = action.contents?.(payload) ?? null;
  const digests = digestsOf(claim.delivery.subjectId, payload, action.sources ?? {});
  const canReconcile = action.reconcile !== null;
  for (let renewals = 0; ; renewals += 1) {
    const attempt = await inTransaction((unit) => beginAttempt(unit, claim, contents, digests));
    if (!attempt) return;
    const reservation = renewals === 0 ? claim.reservation : { ...claim.reservation, requests: 0 };
    const open = await tryToOpen(() => openSession(services, connector, connection, signal));
    if (open instanceof VendorError) {
      const silence = { exchanges: [], reservation, requests: 0, carried: false };
      const failure = { error: open, retryBaseMs, goesOn: false, canReconcile };
      return inTransaction((unit) => failAttempt(unit, claim, attempt, silence, failure));
    }
    const result = await perform(context, open, attempt.number);
    const { exchanges } = open;
    const talk = { exchanges, reservation, requests: open.requests(), carried: open.carried() };
    if (!(result instanceof VendorError)) {
      const receipt = {
        ...result,
        contents,
        payload,
        refusals: connector.status?.refused ?? [],
        leaves: action.leaves ?? null,
      };
      return inTransaction((unit) => succeedAttempt(unit, claim, attempt, talk, receipt));
    }
    const refusedToken = result.kind === 'authentication' ? open.usedToken() : null;
    if (refusedToken) await discardToken(services, connection, refusedToken);
    const goesOn = refusedToken !== null && renewals < maxTokenRenewals;
    await inTransaction((unit) =>
      failAttempt(unit, claim, attempt, talk, { error: result, retryBaseMs, goesOn, canReconcile }),
    );
    if (!goesOn) return;
  }
}

/** Asks the vendor first when an earlier attempt may have reached it; then sends. A failure is an outcome like any other. */
async function perform(
  { services, claim, action, payload, known }: AttemptContext,
  { session }: OpenSession,
  number: number,
): Promise<Receipt | VendorError> {
  const { id, connector, action: name, mustReconcile, createdAt } = claim.delivery;
  const work = async () => {
    // A record that is known is sent to again: that changes nothing if it had arrived, and is not lost if it had not.
    const isKnown = action.repeats === true && known.externalId !== null;
    const found =
      mustReconcile && action.reconcile && !isKnown ? await action.reconcile(session, payload, createdAt) : null;
    if (!found) return action.send(session, payload, known);
    if (!action.repeats || found.externalId === null) return { ...found, earlier: true };
    return action.send(session, payload, { ...known, externalId: found.externalId });
  };
  const about = { 'delivery.id': id, 'delivery.attempt': number };
  const begun = performance.now();
  const result = await traced(`deliver ${connector} ${name}`, about, work).catch((error: unknown) => {
    if (error instanceof VendorError) return error;
    services.logger.error({ err: error, deliveryId: id }, 'the connector failed');
    return failureOfOurs(error, 'unknown-outcome');
  });
  const outcome = result instanceof VendorError ? result.kind : 'succeeded';
  const labels = { connector, action: name, outcome };
  services.metrics.attempts.inc(labels);
  services.metrics.attemptDuration.observe(labels, (performance.now() - begun) / 1_000);
  return result;
}

/** The session, or why there is none: then nothing was sent. */
async function tryToOpen(open: () => Promise<OpenSession>): Promise<OpenSession | VendorError> {
  try {
    return await open();
  } catch (error) {
    return failureOfOurs(error, 'retryable');
  }
}

/** What went wrong on our own side is a failed attempt too: recorded and retried. */
function failureOfOurs(cause: unknown, kind: VendorErrorKind): VendorError {
  const message = cause instanceof HubError ? cause.message : 'The connector failed; the logs say how.';
  return new VendorError(message, { kind, vendorCode: 'HUB_ERROR', cause });
}
