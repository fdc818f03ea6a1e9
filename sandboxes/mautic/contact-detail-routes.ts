import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { changePoints, changeSubscription } from './changes.js';
import { page, pageSchema } from './contact-search.js';
import type { Mautic } from './mautic.js';
import { campaigns, segments } from './model.js';
import { bodyOf, idOf, parse } from './parse.js';
import { contactView } from './views.js';
import { dncSchema } from './wire.js';

const channelParamsSchema = z.object({ channel: z.string() });
const pointsParamsSchema = z.object({
  operator: z.enum(['plus', 'minus']),
  points: z.coerce.number().int().nonnegative(),
});
const pointsBodySchema = z.object({ eventName: z.string().default(''), actionName: z.string().default('') });

/** What belongs to one contact: "do not contact", points, notes, memberships. */
export function contactDetailRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.post('/contacts/:id/dnc/:channel/add', async (request) => {
    const contact = vendor.contact(idOf(request));
    const { channel } = parse(channelParamsSchema, request.params);
    await vendor.tell(changeSubscription(vendor, contact, channel, parse(dncSchema, bodyOf(request))));
    return { contact: contactView(vendor, contact) };
  });

  app.post('/contacts/:id/dnc/:channel/remove', async (request) => {
    const contact = vendor.contact(idOf(request));
    const { channel } = parse(channelParamsSchema, request.params);
    await vendor.tell(changeSubscription(vendor, contact, channel, null));
    return { contact: contactView(vendor, contact) };
  });

  app.post('/contacts/:id/points/:operator/:points', async (request) => {
    const contact = vendor.contact(idOf(request));
    const { operator, points } = parse(pointsParamsSchema, request.params);
    const names = parse(pointsBodySchema, bodyOf(request));
    await vendor.tell(changePoints(vendor, contact, operator === 'plus' ? points : -points, names));
    return { success: true };
  });

  app.get('/contacts/:id/notes', async (request) => {
    const { id } = vendor.contact(idOf(request));
    const notes = [...vendor.notes.values()].filter(({ contactId }) => contactId === id);
    const found = page(notes, parse(pageSchema, request.query));
    return { total: notes.length, notes: found.map(({ contactId: _contactId, ...note }) => note) };
  });

  app.get('/contacts/:id/segments', async (request) => {
    const { id } = vendor.contact(idOf(request));
    const found = segments.filter((segment) => vendor.segmentMembers.get(`${segment.id}:${id}`)?.removed === false);
    return {
      total: found.length,
      segments: found.length > 0 ? Object.fromEntries(found.map((one) => [one.id, one])) : [],
    };
  });

  app.get('/contacts/:id/campaigns', async (request) => {
    const contact = vendor.contact(idOf(request));
    const found = campaigns.flatMap(({ id, name }) => {
      const member = vendor.campaignMembers.get(`${id}:${contact.id}`);
      if (!member || member.removed) return [];
      const { dateAdded } = member;
      return [[id, { id, name, dateAdded, manuallyRemoved: false, manuallyAdded: true, list_membership: [] }] as const];
    });
    return { total: found.length, campaigns: found.length > 0 ? Object.fromEntries(found) : [] };
  });
}
