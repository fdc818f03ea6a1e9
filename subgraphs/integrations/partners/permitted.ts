import type { ConnectorAction } from '../../../platform/connectors/connector.js';
import { onlyFields } from '../../../platform/connectors/payload-fields.js';
import type { Preparation } from '../deliveries/prepare-payload.js';
import type { Connection } from '../entities/connection.js';

/** What of a payload may go over a connection; an update of which nothing may has nothing new. */
export function permitted(
  { allowedFields }: Pick<Connection, 'allowedFields'>,
  action: ConnectorAction<unknown>,
  prepared: Preparation,
): Preparation {
  if (!prepared.ready || allowedFields === null) return prepared;
  const payload = onlyFields(prepared.payload, new Set(allowedFields));
  if (action.follows && action.contents?.(payload).length === 0) {
    return { ready: false, reason: 'nothing new', violations: [], because: 'nothing-new' };
  }
  return { ready: true, payload };
}
