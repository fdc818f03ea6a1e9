import type { FastifyInstance } from 'fastify';
import { changeContact, deleteContact, keepContact, newContact } from './changes.js';
import { searchContacts } from './contact-search.js';
import type { Mautic, WebhookEvent } from './mautic.js';
import type { Contact } from './model.js';
import { bodyOf, idOf, parse } from './parse.js';
import { contactView } from './views.js';
import { type ContactInput, contactSchema } from './wire.js';

/** A contact that was made or changed, and how. */
export interface SavedContact {
  readonly contact: Contact;
  readonly status: 200 | 201;
  readonly events: WebhookEvent[];
}

/** Creates the contact, or changes the one that has its e-mail: the e-mail is the unique field. */
export function createOrMatch(vendor: Mautic, input: ContactInput): SavedContact {
  const known = input.email ? vendor.contactByEmail(input.email) : undefined;
  if (known) return { contact: known, status: 200, events: changeContact(vendor, known, input) };
  return create(vendor, input);
}

/** Creates the contact whatever its e-mail. */
export function create(vendor: Mautic, input: ContactInput): SavedContact {
  const contact = newContact(vendor, input);
  return { contact, status: 201, events: keepContact(vendor, contact) };
}

/** `/contacts`, one at a time. */
export function contactRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.get('/contacts', async (request) => {
    const { total, contacts } = searchContacts(vendor, request.query as Record<string, unknown>);
    const views = contacts.map((contact) => [contact.id, contactView(vendor, contact)] as const);
    return { total: String(total), contacts: views.length > 0 ? Object.fromEntries(views) : [] };
  });

  app.get('/contacts/:id', async (request) => {
    return { contact: contactView(vendor, vendor.contact(idOf(request))) };
  });

  app.get('/contacts/list/fields', async () => {
    return Object.fromEntries(vendor.fields.map((field) => [field.id, { ...field, order: field.id }]));
  });

  app.post('/contacts/new', async (request, reply) => {
    const { contact, status, events } = createOrMatch(vendor, parse(contactSchema, bodyOf(request)));
    await vendor.tell(events);
    return reply.code(status).send({ contact: contactView(vendor, contact) });
  });

  app.patch('/contacts/:id/edit', async (request) => {
    const contact = vendor.contact(idOf(request));
    await vendor.tell(changeContact(vendor, contact, parse(contactSchema, bodyOf(request))));
    return { contact: contactView(vendor, contact) };
  });

  app.put('/contacts/:id/edit', async (request, reply) => {
    const known = vendor.contacts.get(idOf(request));
    const input = parse(contactSchema, bodyOf(request));
    const saved: SavedContact = known
      ? { contact: known, status: 200, events: changeContact(vendor, known, input, true) }
      : create(vendor, input);
    await vendor.tell(saved.events);
    return reply.code(saved.status).send({ contact: contactView(vendor, saved.contact) });
  });

  app.delete('/contacts/:id/delete', async (request) => {
    const contact = vendor.contact(idOf(request));
    await vendor.tell(deleteContact(vendor, contact));
    return { contact: { ...contactView(vendor, contact), id: null } };
  });
}
