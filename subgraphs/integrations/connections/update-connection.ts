import { NotFoundError } from '../../../platform/errors/errors.js';
import { given } from '../../../platform/service/check-input.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { type ConnectionSettings, checkConnection } from './check-connection.js';
import { connectorOf } from './open-credentials.js';
import { presentConnection } from './present-connection.js';
import { refuseNamesake, setConnection, setConnectionActive } from './save-connection.js';

export interface ConnectionChanges extends Omit<ConnectionSettings, 'managedByEnvironment'> {
  active?: boolean | undefined;
}

/**
 * Changes what is given of a connection. One that the environment keeps is the users' own from then on, so its address
 * is held to what users may set; a start that still finds it in the environment sets it back.
 * @throws NotFoundError, InvalidInputError
 * @throws ConflictError when another one of its connector has the name
 */
export async function updateConnection(
  { services, em, write }: RequestContext<IntegrationsServices>,
  id: string,
  { active, ...changes }: ConnectionChanges,
): Promise<Connection> {
  const present = isUuid(id) ? await em.findOne(Connection, { id, deletedAt: null }) : null;
  if (!present) throw new NotFoundError(`There is no connection ${id}.`, { details: { id } });
  const settings: ConnectionSettings = given(changes);
  const sets = Object.keys(settings).length > 0;
  if (sets && present.managedByEnvironment) settings.baseUrl ??= present.baseUrl;
  // Setting by setting, as with the rest: what is left out stays.
  if (isObject(settings.settings)) settings.settings = { ...present.settings, ...settings.settings };
  await checkConnection(services, connectorOf(services.connectors, present.connector), settings);
  return write(async (unit) => {
    const connection = await presentConnection(unit, id, { lock: true });
    const { name } = settings;
    if (name !== undefined && name !== connection.name) {
      await refuseNamesake(unit, { connector: connection.connector, name });
    }
    if (sets) await setConnection(unit, services, connection, settings);
    return active === undefined || active === connection.active ? connection : setConnectionActive(unit, id, active);
  });
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
