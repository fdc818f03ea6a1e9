import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import type { Mautic } from './mautic.js';
import { type Configured, segments } from './model.js';
import { bodyOf, idOf, parse } from './parse.js';
import { segmentView } from './views.js';

const membershipSchema = z.object({ contact: z.coerce.number().int() });
const contactsSchema = z.object({ ids: z.array(z.coerce.number().int()) });

/** `/segments`: those that are set up, and who is in them. */
export function segmentRoutes(app: FastifyInstance, vendor: Mautic): void {
  const set = (segment: Configured, contactId: number, removed: boolean) => {
    const key = `${segment.id}:${contactId}`;
    const known = vendor.segmentMembers.get(key);
    if (known) known.removed = removed;
    else if (!removed) {
      vendor.segmentMembers.set(key, { segmentId: segment.id, contactId, dateAdded: vendor.time, removed });
    }
  };

  app.get('/segments', async () => {
    const lists = Object.fromEntries(segments.map((segment) => [segment.id, segmentView(segment)]));
    return { total: segments.length, lists };
  });

  app.get('/segments/:id', async (request) => ({ list: segmentView(segmentOf(idOf(request))) }));

  app.get('/contacts/list/segments', async () => Object.fromEntries(segments.map((segment) => [segment.id, segment])));

  app.post('/segments/:id/contact/:contact/add', async (request) => {
    const segment = segmentOf(idOf(request));
    set(segment, vendor.contact(parse(membershipSchema, request.params).contact).id, false);
    return { success: 1 };
  });

  app.post('/segments/:id/contact/:contact/remove', async (request) => {
    const segment = segmentOf(idOf(request));
    set(segment, vendor.contact(parse(membershipSchema, request.params).contact).id, true);
    return { success: 1 };
  });

  app.post('/segments/:id/contacts/add', async (request) => {
    const segment = segmentOf(idOf(request));
    const { ids } = parse(contactsSchema, bodyOf(request));
    const details = ids.map((id) => {
      const success = vendor.contacts.has(id);
      if (success) set(segment, id, false);
      return [id, { success }] as const;
    });
    return { success: 1, details: Object.fromEntries(details) };
  });
}

function segmentOf(id: number): Configured {
  const segment = segments.find((one) => one.id === id);
  if (!segment) throw new Refusal(404, 'Item was not found.');
  return segment;
}
