import type { Receipt } from '../../platform/connectors/connector.js';
import { CannotTellError } from '../../platform/connectors/vendor-error.js';
import { activities, type Session } from './client.js';
import type { EmailPayload } from './email-invoice.js';

/** What the server notes of an e-mail, by its template (App\Models\Activity); of the others it notes nothing. */
const activityTypes: Readonly<Record<string, string>> = {
  invoice: '6',
  custom1: '6',
  custom2: '6',
  custom3: '6',
  reminder1: '63',
  reminder2: '64',
  reminder3: '65',
  reminder_endless: '66',
  endless_reminder: '66',
  credit: '149',
};

/** How many of the newest activities are looked through: ten pages. */
const pageSize = 500;
const maxPages = 10;

/**
 * Whether the server has noted that it sent this e-mail since it was asked for. That it has not proves nothing: it notes
 * it seconds later, by a queue of its own.
 *
 * @throws CannotTellError when no such note is found
 */
export async function findEmail(session: Session, payload: EmailPayload, askedAt: Date): Promise<Receipt> {
  const { entity, entity_id, template } = payload;
  const type = activityTypes[template.replace(/^email_template_/, '')];
  const since = Math.floor(askedAt.getTime() / 1_000);
  for (let page = 1; type && page <= maxPages; page += 1) {
    const rows = await activities(session, { page: String(page), per_page: String(pageSize) });
    const found = rows.some(
      ({ activity_type_id, created_at, [`${entity}_id` as const]: about }) =>
        activity_type_id === type && about === entity_id && created_at >= since,
    );
    if (found) return { externalId: null, vendorStatus: null };
    const oldest = rows.at(-1);
    if (rows.length < pageSize || !oldest || oldest.created_at < since) break;
  }
  throw new CannotTellError('Invoice Ninja has no note of the e-mail, which does not say that it was not sent.');
}
