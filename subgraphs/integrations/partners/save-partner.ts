import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { AccessToken } from '../entities/access-token.js';
import { Connection } from '../entities/connection.js';
import { disablePartnersWebhooks } from '../outbound-webhooks/operations/partners-webhooks.js';
import { connectionCredentials } from '../sealed-columns.js';
import type { IntegrationsServices } from '../services.js';
import { scheduleDrain } from '../traffic/drain-connection.js';
import { lockCircuit } from '../traffic/lock-circuit.js';
import { checkPartner } from './check-partner.js';
import { partnerConnector } from './partner-connector.js';
import { everything, requirePartner } from './partner-of.js';
import type { Subscription } from './subscription.js';
import type { CreatePartnerInput, PartnerSubscriptionInput, UpdatePartnerInput } from './types.js';

type Context = RequestContext<IntegrationsServices>;

/**
 * Makes a partner. Nothing is sent to it before it is authorised.
 * @throws InvalidInputError
 * @throws ConflictError when the organization has a partner of that name
 */
export async function createPartner({ services, write }: Context, input: CreatePartnerInput): Promise<Connection> {
  if (input.credentials === null) refuseViolations([{ field: 'credentials', message: 'must be given' }]);
  await checkPartner(services, input);
  return write(async (unit) => {
    const connection = new Connection();
    connection.organizationId = unit.caller.organizationId;
    connection.connector = partnerConnector;
    connection.createdAt = unit.now();
    connection.subscription = everything;
    return store(unit, services, connection, input);
  });
}

/**
 * Changes what is given and leaves the rest. Authorised again, what waited for it goes on; authorised no longer, its webhooks are disabled.
 * @throws InvalidInputError, NotFoundError
 * @throws ConflictError when another partner has the name
 */
export async function updatePartner(
  { services, em, write }: Context,
  id: string,
  input: UpdatePartnerInput,
): Promise<Connection> {
  await requirePartner(em, id);
  await checkPartner(services, input);
  return write(async (unit) => {
    const connection = await requirePartner(unit.em, id);
    const givenBack = input.authorised === true && !connection.authorised;
    const takenBack = input.authorised === false && connection.authorised;
    await store(unit, services, connection, input);
    if (takenBack) await disablePartnersWebhooks(unit, id);
    if (givenBack) await scheduleDrain(unit, connection, await lockCircuit(unit.em, connection), unit.now());
    return connection;
  });
}

async function store(
  unit: UnitOfWork,
  { secretBox }: IntegrationsServices,
  connection: Connection,
  { name, baseUrl, credentials, allowedFields, subscription, authorised, limits, safelistOnly }: UpdatePartnerInput,
): Promise<Connection> {
  const { em } = unit;
  connection.name = name ?? connection.name;
  connection.baseUrl = baseUrl?.replace(/\/+$/, '') ?? connection.baseUrl;
  connection.allowedFields = allowedFields ?? connection.allowedFields;
  connection.authorised = authorised ?? connection.authorised;
  connection.safelistOnly = safelistOnly ?? connection.safelistOnly;
  if (subscription) connection.subscription = subscriptionOf(subscription);
  if (limits !== undefined) connection.limits = limits;
  if (credentials !== undefined && credentials !== null) {
    connection.credentials = await secretBox.seal(connectionCredentials, connection, JSON.stringify(credentials));
  }
  em.persist(connection);
  try {
    await em.flush();
  } catch (cause) {
    if (!(cause instanceof UniqueConstraintViolationException)) throw cause;
    throw new ConflictError(`There is already a partner named ${name}.`, { cause, details: { field: 'name' } });
  }
  // A token of the old credentials or address must not outlive them.
  if (credentials || baseUrl) await em.nativeDelete(AccessToken, { connectionId: connection.id });
  return connection;
}

function subscriptionOf(input: PartnerSubscriptionInput): Subscription {
  const { companies, operationCodes, departments, statuses, since } = input;
  return {
    companies: companies ?? [],
    operationCodes: operationCodes ?? [],
    departments: (departments ?? []).map((code) => code.toUpperCase()),
    statuses: statuses ?? everything.statuses,
    since: since?.toISOString() ?? null,
  };
}
