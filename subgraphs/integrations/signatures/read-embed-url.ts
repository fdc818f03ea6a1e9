import { z } from 'zod';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import type { Signature } from './signature.js';
import { isOpen } from './signature-state.js';

/** For one question, in milliseconds; the gateway waits for 10 s. */
const patienceMs = 8_000;

const answered = z.object({ url: z.string().nullish() });

/**
 * Where somebody signs now: the address lets whoever has it sign, so it is kept nowhere.
 * @returns `null` when nobody is to sign, or the vendor does not have it yet, or has no such page
 * @throws VendorUnavailableError, VendorError
 */
export async function readEmbedUrl(
  services: IntegrationsServices,
  identity: UnitIdentity,
  { state, connector: key, connectionId, submissionId, organizationId }: Signature,
  email: string | null,
): Promise<string | null> {
  const connector = connectorOf(services.connectors, key);
  const lookup = connector.lookups?.['embed-url'];
  if (!lookup || submissionId === null || !isOpen(state)) return null;
  const input = lookup.input.parse({ submissionId, ...(email !== null && { email }) });
  const connection = await services.database.read(organizationId, (em) =>
    em.findOneOrFail(Connection, { id: connectionId }),
  );
  const signal = AbortSignal.timeout(patienceMs);
  const { facts } = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
    lookup.ask(session, input),
  );
  return answered.parse(facts).url ?? null;
}
