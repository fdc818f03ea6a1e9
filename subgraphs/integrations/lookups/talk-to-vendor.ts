import { randomUUID } from 'node:crypto';
import type { Connector, ConnectorSession } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import type { Caller } from '../../../platform/service/caller.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { discardToken } from '../connections/access-token-store.js';
import { type OpenSession, openSession } from '../connections/open-session.js';
import type { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { admit } from '../traffic/admit.js';
import { noteTraffic } from '../traffic/note-traffic.js';
import { VendorUnavailableError } from './vendor-unavailable-error.js';

export interface TalkPartner {
  identity: { caller: Caller; requestId: string };
  connector: Connector;
  connection: Connection;
  signal: AbortSignal;
  /** Whether it may go. Default: by the deliveries' rules. */
  admission?: typeof admit;
}

/**
 * Asks the vendor something that changes nothing there, outside the deliveries but by their rules: within the rate
 * budget, not while the circuit is open, and once more with a new token when the old one is refused.
 *
 * @throws VendorUnavailableError when it has to wait
 * @throws VendorError
 */
export async function talkToVendor<Answer>(
  services: IntegrationsServices,
  partner: TalkPartner,
  ask: (session: ConnectorSession<unknown>) => Promise<Answer>,
): Promise<Answer> {
  const { identity, connector, connection, signal, admission = admit } = partner;
  const counted = { id: randomUUID(), requests: 1, at: services.now() };
  const wait = await runUnitOfWork(services, identity, (unit) => admission(unit, connector, connection, counted));
  if (wait) {
    const retryAt = wait.until?.toISOString();
    throw new VendorUnavailableError(`${connector.title} cannot be asked now: ${wait.blockedBy}.`, {
      details: { connector: connector.key, blockedBy: wait.blockedBy, ...(retryAt && { retryAt }) },
    });
  }
  for (let reservation = counted; ; reservation = { ...counted, requests: 0 }) {
    const open = await openSession(services, connector, connection, signal);
    const result = await ask(open.session).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    const failure = 'error' in result && result.error instanceof VendorError ? result.error : null;
    const talk = { exchanges: open.exchanges, reservation, requests: open.requests() };
    await runUnitOfWork(services, identity, (unit) => noteTraffic(unit, connection, talk, failure));
    if ('answer' in result) return result.answer;
    const refusedToken = refusedTokenOf(failure, open);
    if (refusedToken) await discardToken(services, connection, refusedToken);
    if (!refusedToken || reservation !== counted) throw result.error;
  }
}

const refusedTokenOf = (failure: VendorError | null, open: OpenSession) =>
  failure?.kind === 'authentication' ? open.usedToken() : null;
