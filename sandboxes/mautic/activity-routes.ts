import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Mautic } from './mautic.js';
import type { Contact } from './model.js';
import { idOf, parse } from './parse.js';

const querySchema = z.object({
  page: z.coerce.number().int().positive().default(1),
  limit: z.coerce.number().int().positive().default(25),
});

const types = {
  'campaign.event': 'Campaign action triggered',
  'lead.create': 'Contact created',
  'lead.donotcontact': 'Do not contact',
  'lead.identified': 'Contact identified',
  'email.read': 'Email read',
  'email.sent': 'Email sent',
  'point.gained': 'Point gained',
};

/** The history of one contact, or of all, the newest first. */
export function activityRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.get('/contacts/:id/activity', (request) =>
    activity([vendor.contact(idOf(request))], request.query as Record<string, unknown>),
  );
  app.get('/contacts/activity', (request) =>
    activity([...vendor.contacts.values()], request.query as Record<string, unknown>),
  );
}

async function activity(contacts: readonly Contact[], query: Readonly<Record<string, unknown>>) {
  const { page, limit } = parse(querySchema, query);
  const listed = (name: string) =>
    Object.entries(query).flatMap(([key, value]) =>
      key.startsWith(`filters[${name}][`) ? [value].flat().map(String) : [],
    );
  const [includeEvents, excludeEvents] = [listed('includeEvents'), listed('excludeEvents')];
  const from = String(query['filters[dateFrom]'] ?? '');
  const all = contacts
    .flatMap(({ id, timeline }) => timeline.map((event, index) => ({ ...event, id, index })))
    .filter(({ event }) => includeEvents.length === 0 || includeEvents.includes(event))
    .filter(({ event }) => !excludeEvents.includes(event))
    .filter(({ timestamp }) => from === '' || Date.parse(timestamp) >= Date.parse(from))
    .sort((one, other) => Date.parse(other.timestamp) - Date.parse(one.timestamp) || other.index - one.index);
  const events = all.slice((page - 1) * limit, page * limit).map(({ id, index, event, eventType, ...rest }) => ({
    event,
    eventId: `${event}${id}-${index}`,
    eventLabel: eventType,
    eventType,
    ...rest,
    contactId: String(id),
  }));
  return {
    events,
    filters: { search: '', includeEvents, excludeEvents },
    order: ['timestamp', 'DESC'],
    types,
    total: all.length,
    page,
    limit,
    maxPages: Math.max(1, Math.ceil(all.length / limit)),
  };
}
