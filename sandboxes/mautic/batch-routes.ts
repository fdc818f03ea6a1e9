import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import { changeContact, deleteContact } from './changes.js';
import { create, createOrMatch, type SavedContact } from './contact-routes.js';
import type { Mautic } from './mautic.js';
import { parse } from './parse.js';
import { contactView } from './views.js';
import { type ContactInput, contactSchema, phpArray } from './wire.js';

const batchLimit = 200;
type Keyed<T> = [key: number, value: T][];

/** `/contacts/batch`: each entry is done or refused by itself, and the keys of the answer are those of the request. */
export function batchRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.post('/contacts/batch/new', async (request, reply) => {
    return reply.code(201).send(await saveAll(vendor, request, (input) => createOrMatch(vendor, input)));
  });

  app.patch('/contacts/batch/edit', (request) =>
    saveAll(vendor, request, (input) => {
      const contact = vendor.contact(input.id ?? 0);
      return { contact, status: 200, events: changeContact(vendor, contact, input) };
    }),
  );

  // Without an id it makes a new contact, though another has the e-mail: only `new` looks for that.
  app.put('/contacts/batch/edit', (request) =>
    saveAll(vendor, request, (input) => {
      const known = vendor.contacts.get(input.id ?? 0);
      if (!known) return create(vendor, input);
      return { contact: known, status: 200, events: changeContact(vendor, known, input, true) };
    }),
  );

  app.delete('/contacts/batch/delete', async (request) => {
    const { ids } = parse(z.object({ ids: z.string() }), request.query);
    const contacts = ids.split(',').map((id) => vendor.contact(Number(id)));
    assertSize(contacts);
    await vendor.tell(contacts.flatMap((contact) => deleteContact(vendor, contact)));
    return { contacts: contacts.map((contact) => contactView(vendor, contact)) };
  });
}

async function saveAll(vendor: Mautic, request: FastifyRequest, save: (input: ContactInput) => SavedContact) {
  const inputs = parse(z.array(z.unknown()), request.body);
  assertSize(inputs);
  const contacts: Keyed<object> = [];
  const errors: Keyed<object> = [];
  const statusCodes: number[] = [];
  for (const [key, input] of inputs.entries()) {
    try {
      const { contact, status, events } = save(parse(contactSchema, input));
      await vendor.tell(events);
      contacts.push([key, contactView(vendor, contact)]);
      statusCodes.push(status);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message } = error;
      errors.push([key, { message, code: status, type: 'api' }]);
      statusCodes.push(status);
    }
  }
  return { contacts: phpArray(contacts), statusCodes, ...(errors.length > 0 && { errors: phpArray(errors) }) };
}

function assertSize(entries: readonly unknown[]): void {
  // The real server answers this with 500, not with a 4xx.
  if (entries.length > batchLimit) throw new Refusal(500, `Maximum batch size is ${batchLimit}`);
}
