import { defineRecord, type RemotePage, type RemoteRecord } from '../../platform/connectors/vendor-records.js';
import type { InboundEvent } from '../../platform/webhooks/webhook-declaration.js';
import { MauticRecordDocument, type MauticRecordQuery } from '../../schema/operations.js';
import { findContacts, getContact, getContacts, type Session, statRows } from './client.js';
import type { Credentials } from './credentials.js';
import { referenceOf } from './people.js';
import type { Settings } from './settings.js';
import { type Contact, fieldOf, tagsOf } from './wire.js';

function remote(contact: Contact, { contactIdField }: Settings): RemoteRecord {
  const ownId = contactIdField ? fieldOf(contact, contactIdField) : null;
  return {
    externalId: String(contact.id),
    // Creation is no change: until the first one there is no moment of it.
    updatedAt: new Date(contact.dateModified ?? contact.dateAdded ?? 0),
    deleted: false,
    reference: ownId === null ? null : referenceOf(ownId),
    fields: {
      firstName: fieldOf(contact, 'firstname'),
      lastName: fieldOf(contact, 'lastname'),
      email: fieldOf(contact, 'email')?.toLowerCase() ?? null,
      phone: fieldOf(contact, 'phone'),
      tags: tagsOf(contact),
    },
  };
}

const pageSize = 100;
/** Pages overlap: whoever is changed or deleted in the middle of a reading moves the others up. */
const step = 80;
/** As tables and conditions have it: UTC, whole seconds. */
const tableTime = (moment: Date) => moment.toISOString().slice(0, 19).replace('T', ' ');
const momentOf = (time: unknown) => new Date(`${String(time).replace(' ', 'T')}Z`);

/**
 * New ones first, then those that were changed, each by its own moment, since a new one has none of a change; then those who
 * are not to be contacted any more, which is no change of a contact either.
 */
const passes = ['date_added', 'date_modified', 'do-not-contact'] as const;

async function changed(session: Session, since: Date | null, page: string | null): Promise<RemotePage> {
  const [at = '0', from = '0'] = page?.split(':') ?? [];
  const [pass, start] = [Number(at), Number(from)];
  const column = passes[pass] ?? 'date_added';
  const read =
    column === 'do-not-contact'
      ? await notToContact(session, since, start)
      : await moved(session, column, { since, start });
  const next = read.size === pageSize ? `${pass}:${start + step}` : `${pass + 1}:0`;
  // From the beginning, all contacts are new.
  const isLast = read.size < pageSize && pass === passes.length - 1;
  const skipsChanged = since === null && next === '1:0';
  return { ...read.page, next: isLast ? null : skipsChanged ? '2:0' : next };
}

type Read = { size: number; page: Omit<RemotePage, 'next'> };

async function moved(
  session: Session,
  column: 'date_added' | 'date_modified',
  { since, start }: { since: Date | null; start: number },
): Promise<Read> {
  const where = since ? [{ col: column, expr: 'gte' as const, val: tableTime(since) }] : [];
  const contacts = await findContacts(session, { where, orderBy: since ? column : 'id', start, limit: pageSize });
  return { size: contacts.length, page: { records: contacts.map((contact) => remote(contact, session.settings)) } };
}

const channels = { email: 'EMAIL', sms: 'SMS' } as const;
const bounced = '2';

async function notToContact(session: Session, since: Date | null, start: number): Promise<Read> {
  const where = since ? [{ col: 'date_added', expr: 'gte' as const, val: tableTime(since) }] : [];
  const rows = await statRows(session, 'lead_donotcontact', { where, orderBy: 'date_added', start, limit: pageSize });
  const said = rows.filter(({ reason }) => String(reason) !== bounced);
  const contacts = await getContacts(session, [...new Set(said.map(({ lead_id }) => Number(lead_id)))]);
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const events = said.flatMap(({ lead_id, channel, date_added }): InboundEvent[] => {
    const contact = byId.get(Number(lead_id));
    const told = channel === 'email' || channel === 'sms' ? channels[channel] : null;
    if (!contact || !told) return [];
    return [
      {
        type: 'contact.polled',
        occurredAt: momentOf(date_added),
        reference: null,
        externalId: String(contact.id),
        vendorStatus: null,
        refused: false,
        summary: `Mautic: ${channel} is not to be used any more`,
        news: {
          kind: 'consent',
          email: fieldOf(contact, 'email'),
          channel: told,
          granted: false,
          reason: 'Mautic: do not contact',
        },
      },
    ];
  });
  return { size: rows.length, page: { records: [], events } };
}

/** A contact as both sides keep it. */
export const contact = defineRecord<Credentials, MauticRecordQuery, Settings>({
  document: MauticRecordDocument,
  fieldsOf({ contact }) {
    if (!contact) return null;
    const { firstName, lastName, email, phone, tags } = contact;
    return { firstName, lastName, email, phone, tags: [...tags].sort() };
  },
  async read(session, externalId) {
    const found = await getContact(session, externalId);
    return found && remote(found, session.settings);
  },
  changedSince: changed,
  pushedBy: 'sync-contact',
});
