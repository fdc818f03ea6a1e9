import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connector, ConnectorLookup } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { refuseViolations, violationsOf } from '../../../platform/errors/violations.js';
import type { Caller } from '../../../platform/service/caller.js';
import { requireConnection, type WantedConnection } from '../connections/choose-connection.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { keepAnswer, type Question, releaseTurn, takeTurn } from './answer-store.js';
import { talkToVendor } from './talk-to-vendor.js';
import { VendorUnavailableError } from './vendor-unavailable-error.js';

/** What is asked, and as which company; its own account at the vendor is asked, or else the common one. */
export interface Asked extends WantedConnection {
  /** A certain account, in place of the one that would be chosen. */
  connectionId?: string;
  lookup: string;
  input: unknown;
}

export interface Answered {
  facts: unknown;
  checkedAt: Date;
  source: 'LIVE' | 'CACHE';
}

interface Identity {
  caller: Caller;
  requestId: string;
}

/** A question that can be put: checked, and to a certain account. */
export interface PutQuestion {
  connector: Connector;
  connection: Connection;
  lookup: ConnectorLookup<unknown>;
  input: unknown;
  question: Question;
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
export async function askVendor(services: IntegrationsServices, identity: Identity, asked: Asked): Promise<Answered> {
  return answerTo(services, identity, await putQuestion(services, identity.caller, asked));
}

/** @throws InvalidInputError, NotFoundError */
export async function putQuestion(
  { connectors, database }: Pick<IntegrationsServices, 'connectors' | 'database'>,
  { organizationId }: Caller,
  { connector: key, companyId, connectionId, lookup: name, input: given }: Asked,
): Promise<PutQuestion> {
  const connector = connectorOf(connectors, key);
  const lookup = connector.lookups?.[name];
  if (!lookup) throw new Error(`connector ${key} has no lookup ${name}`);
  const input = parsedInput(lookup, given);
  const wanted = { connector: key, companyId };
  const connection = await database.read(organizationId, (em) =>
    connectionId === undefined ? requireConnection(em, wanted) : namedConnection(em, key, connectionId),
  );
  return { connector, connection, lookup, input, question: questionOf(connection, name, input) };
}

async function namedConnection(em: EntityManager, connector: string, id: string): Promise<Connection> {
  const connection = await em.findOne(Connection, { id, connector, deletedAt: null });
  if (connection) return connection;
  throw new NotFoundError(`The connection to ${connector} is not there any more.`, { details: { connector } });
}

/** @throws VendorUnavailableError, VendorError */
export async function answerTo(
  services: IntegrationsServices,
  identity: Identity,
  { connector, connection, lookup, input, question }: PutQuestion,
): Promise<Answered> {
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    const turn = await takeTurn(services, question, patienceMs);
    if (turn.kind === 'answered') return { facts: turn.facts, checkedAt: turn.checkedAt, source: 'CACHE' };
    if (turn.kind === 'mine') break;
    await wait(lookEveryMs, undefined, { signal }).catch((cause: unknown) => {
      throw unavailable(connector, cause);
    });
  }
  try {
    const answer = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
      lookup.ask(session, input),
    );
    const checkedAt = await keepAnswer(services, question, answer, lookup.holds);
    return { facts: answer.facts, checkedAt, source: 'LIVE' };
  } catch (error) {
    await releaseTurn(services, question);
    throw passing(error) ? unavailable(connector, error) : error;
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

function unavailable({ title, key }: Connector, cause: unknown): VendorUnavailableError {
  const reason = cause instanceof VendorError ? cause.message : 'No answer came in time.';
  const vendorCode = cause instanceof VendorError ? cause.vendorCode : 'TIMEOUT';
  return new VendorUnavailableError(`${title} cannot be asked now: ${reason}`, {
    cause,
    details: { connector: key, vendorCode },
  });
}
