import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectorLookup } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { refuseViolations, violationsOf } from '../../../platform/errors/violations.js';
import type { Caller } from '../../../platform/service/caller.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { keepAnswer, type Question, releaseTurn, takeTurn } from './answer-store.js';
import { talkToVendor } from './talk-to-vendor.js';
import { VendorUnavailableError } from './vendor-unavailable-error.js';

export interface Asked {
  connector: string;
  lookup: string;
  input: unknown;
}

export interface Answered {
  facts: unknown;
  checkedAt: Date;
  source: 'LIVE' | 'CACHE';
}

/** For one question, the waiting for others included, in milliseconds; the gateway waits for 10 s. */
const patienceMs = 8_000;
/** How often those look who wait for another's answer, in milliseconds. */
const lookEveryMs = 100;

/**
 * Asks a vendor, or its last answer while that holds. Of all who ask the same at once, in whatever process, one asks
 * the vendor and the others wait for the answer.
 *
 * @throws InvalidInputError
 * @throws NotFoundError when the organization has no connection to the vendor
 * @throws VendorUnavailableError when the vendor cannot be asked now
 * @throws VendorError when it refused the question for good, or our credentials
 */
export async function askVendor(
  services: IntegrationsServices,
  identity: { caller: Caller; requestId: string },
  { connector: key, lookup: name, input }: Asked,
): Promise<Answered> {
  const connector = connectorOf(services.connectors, key);
  const lookup = connector.lookups?.[name];
  if (!lookup) throw new Error(`connector ${key} has no lookup ${name}`);
  const parsed = parsedInput(lookup, input);
  const { organizationId } = identity.caller;
  const connection = await services.database.read(organizationId, (em) =>
    em.findOne(Connection, { connector: key, deletedAt: null }, { orderBy: { active: 'desc', createdAt: 'asc' } }),
  );
  if (!connection) {
    throw new NotFoundError(`The organization has no connection to ${key}.`, { details: { connector: key } });
  }
  const question = questionOf(connection, name, parsed);
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    const turn = await takeTurn(services, question, patienceMs);
    if (turn.kind === 'answered') return { facts: turn.facts, checkedAt: turn.checkedAt, source: 'CACHE' };
    if (turn.kind === 'mine') break;
    await wait(lookEveryMs, undefined, { signal }).catch((cause: unknown) => {
      throw unavailable(connector.title, key, cause);
    });
  }
  try {
    const answer = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
      lookup.ask(session, parsed),
    );
    const checkedAt = await keepAnswer(services, question, answer);
    return { facts: answer.facts, checkedAt, source: 'LIVE' };
  } catch (error) {
    await releaseTurn(services, question);
    throw passing(error) ? unavailable(connector.title, key, error) : error;
  }
}

function parsedInput(lookup: ConnectorLookup<unknown>, input: unknown): unknown {
  const parsed = lookup.input.safeParse(input);
  if (!parsed.success) refuseViolations(violationsOf(parsed.error));
  return parsed.data;
}

/** The address is part of the question: what a vendor's test system says holds for that system alone. */
function questionOf({ id, organizationId, baseUrl }: Connection, lookup: string, input: unknown): Question {
  const digest = createHash('sha256')
    .update(JSON.stringify([baseUrl, input]))
    .digest('base64url');
  return { organizationId, connectionId: id, lookup, digest };
}

const passing = (error: unknown): error is VendorError =>
  error instanceof VendorError && error.kind !== 'permanent' && error.kind !== 'authentication';

function unavailable(title: string, connector: string, cause: unknown): VendorUnavailableError {
  const reason = cause instanceof VendorError ? cause.message : 'No answer came in time.';
  const vendorCode = cause instanceof VendorError ? cause.vendorCode : 'TIMEOUT';
  return new VendorUnavailableError(`${title} cannot be asked now: ${reason}`, {
    cause,
    details: { connector, vendorCode },
  });
}
