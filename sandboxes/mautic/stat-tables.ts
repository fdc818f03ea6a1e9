import type { Row } from './conditions.js';
import type { Mautic } from './mautic.js';
import { campaignEventId } from './views.js';
import { tableTime } from './wire.js';

/** A table of the database: its rows, every value a text or null. */
export interface StatTable {
  readonly columns: readonly string[];
  rows(vendor: Mautic): Row[];
}

const flag = (is: boolean) => (is ? '1' : '0');

/** The tables of `/stats` that this installation has something in. */
export const statTables = {
  campaign_leads: {
    columns: [
      'campaign_id',
      'date_added',
      'date_last_exited',
      'lead_id',
      'manually_added',
      'manually_removed',
      'rotation',
    ],
    rows: ({ campaignMembers }) =>
      [...campaignMembers.values()].map(({ campaignId, contactId, dateAdded, removed, rotation }) => ({
        campaign_id: String(campaignId),
        lead_id: String(contactId),
        date_added: tableTime(dateAdded),
        date_last_exited: null,
        manually_removed: flag(removed),
        manually_added: flag(!removed),
        rotation: String(rotation),
      })),
  },
  campaign_lead_event_log: {
    columns: ['campaign_id', 'date_triggered', 'event_id', 'id', 'is_scheduled', 'lead_id', 'rotation'],
    rows: ({ emails }) =>
      emails.map(({ id, campaignId, contactId, dateSent, rotation }) => ({
        id: String(id),
        campaign_id: String(campaignId),
        event_id: String(campaignEventId(campaignId)),
        lead_id: String(contactId),
        date_triggered: tableTime(dateSent),
        is_scheduled: '0',
        rotation: String(rotation),
      })),
  },
  email_stats: {
    columns: [
      'date_read',
      'date_sent',
      'email_address',
      'email_id',
      'id',
      'is_failed',
      'is_read',
      'lead_id',
      'source',
      'source_id',
    ],
    rows: ({ emails }) =>
      emails.map(({ id, emailId, campaignId, contactId, address, dateSent, dateRead }) => ({
        id: String(id),
        email_id: String(emailId),
        lead_id: String(contactId),
        email_address: address,
        date_sent: tableTime(dateSent),
        date_read: tableTime(dateRead),
        is_read: flag(dateRead !== null),
        is_failed: '0',
        source: 'campaign.event',
        source_id: String(campaignEventId(campaignId)),
      })),
  },
  lead_donotcontact: {
    columns: ['channel', 'channel_id', 'comments', 'date_added', 'id', 'lead_id', 'reason'],
    rows: ({ contacts }) =>
      [...contacts.values()].flatMap(({ id: contactId, doNotContact }) =>
        doNotContact.map(({ id, channel, channelId, comments, reason, dateAdded }) => ({
          id: String(id),
          lead_id: String(contactId),
          channel,
          channel_id: channelId === null ? null : String(channelId),
          comments,
          reason: String(reason),
          date_added: tableTime(dateAdded),
        })),
      ),
  },
  lead_lists_leads: {
    columns: ['date_added', 'lead_id', 'leadlist_id', 'manually_added', 'manually_removed'],
    rows: ({ segmentMembers }) =>
      [...segmentMembers.values()].map(({ segmentId, contactId, dateAdded, removed }) => ({
        leadlist_id: String(segmentId),
        lead_id: String(contactId),
        date_added: tableTime(dateAdded),
        manually_removed: flag(removed),
        manually_added: flag(!removed),
      })),
  },
  lead_points_change_log: {
    columns: ['action_name', 'date_added', 'delta', 'event_name', 'id', 'lead_id', 'type'],
    rows: ({ pointsChanges }) =>
      pointsChanges.map(({ id, contactId, delta, eventName, actionName, dateAdded }) => ({
        id: String(id),
        lead_id: String(contactId),
        delta: String(delta),
        event_name: eventName,
        action_name: actionName,
        type: 'API',
        date_added: tableTime(dateAdded),
      })),
  },
} satisfies Record<string, StatTable>;
