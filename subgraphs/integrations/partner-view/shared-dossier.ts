import { nothingAsked, nothingKnown } from '../../../platform/connectors/connector.js';
import { redact } from '../../../platform/http/redact.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { connectorOf } from '../connections/open-credentials.js';
import { preparePayload } from '../deliveries/prepare-payload.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { partnerConnector } from '../partners/partner-connector.js';
import { permitted } from '../partners/permitted.js';
import type { IntegrationsServices } from '../services.js';
import { authorisedConnection } from './own-connection.js';

/** What brings a partner a dossier. */
export const distribution = 'publish-intervention';

/**
 * A dossier as it is now, in the format of deliveries and with the partner's fields alone; `null` when it has become
 * incomplete since.
 * @throws ForbiddenError, UnavailableError
 */
export async function sharedDossier(
  context: RequestContext<IntegrationsServices>,
  subjectId: string,
): Promise<unknown> {
  const connection = await authorisedConnection(context);
  const { services, caller } = context;
  const action = connectorOf(services.connectors, partnerConnector).actions[distribution];
  if (!action) throw new Error(`partners have no action ${distribution}`);
  const worker = workerCaller(caller.organizationId);
  const { prepared: whole } = await preparePayload(services, worker, action, {
    subjectId,
    known: nothingKnown,
    asked: nothingAsked,
    idsOf: async () => new Map(),
  });
  const prepared = permitted(connection, action, whole);
  return prepared.ready ? redact(prepared.payload) : null;
}
