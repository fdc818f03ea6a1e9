import type { SubjectType } from '../../../platform/connectors/connector.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { connectorOf } from '../connections/open-credentials.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import { connectionsById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import type { VendorDocument } from './invoice-types.js';
import { recordAt } from './record-edge.js';

/** For one question, in milliseconds; the gateway waits for 10 s. */
const patienceMs = 8_000;

/**
 * A file that a vendor makes of a subject, asked of the vendor now; kept nowhere.
 * @returns `null` when no vendor has the subject, or has no such file of it
 * @throws VendorUnavailableError, VendorError
 */
export async function readVendorDocument(
  context: RequestContext<IntegrationsServices>,
  subject: { type: SubjectType; id: string },
  name: string,
): Promise<VendorDocument | null> {
  const { services, caller, requestId } = context;
  const found = await recordAt(context, subject, ({ downloads }) => downloads?.[name] !== undefined);
  const connection = found && (await context.load(connectionsById, found.record.connectionId));
  if (!found || !connection) return null;
  const connector = connectorOf(services.connectors, found.connector);
  const download = connector.downloads?.[name];
  if (!download) return null;
  const input = download.input.parse({ externalId: found.record.externalId });
  const signal = AbortSignal.timeout(patienceMs);
  const partner = { identity: { caller, requestId }, connector, connection, signal };
  const file = await talkToVendor(services, partner, (session) => download.fetch(session, input));
  if (!file) return null;
  const { bytes, mediaType } = file;
  return { name: file.name, mediaType, content: Buffer.from(bytes).toString('base64') };
}
