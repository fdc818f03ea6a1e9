import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { page, pageSchema } from './contact-search.js';
import type { Mautic } from './mautic.js';
import type { Note } from './model.js';
import { bodyOf, idOf, parse } from './parse.js';
import { noteView } from './views.js';
import { noteChangeSchema, noteSchema } from './wire.js';

/** `/notes`. */
export function noteRoutes(app: FastifyInstance, vendor: Mautic): void {
  const noteOf = (id: number): Note => {
    const note = vendor.notes.get(id);
    if (!note) throw new Refusal(404, 'Item was not found.');
    return note;
  };

  app.get('/notes', async (request) => {
    const notes = [...vendor.notes.values()];
    const found = page(notes, parse(pageSchema, request.query));
    return { total: notes.length, notes: found.map((note) => noteView(vendor, note)) };
  });

  app.get('/notes/:id', async (request) => ({ note: noteView(vendor, noteOf(idOf(request))) }));

  app.post('/notes/new', async (request, reply) => {
    const { lead, ...given } = parse(noteSchema, bodyOf(request));
    const note = { id: vendor.nextId(), contactId: vendor.contact(lead).id, ...given };
    vendor.notes.set(note.id, note);
    return reply.code(201).send({ note: noteView(vendor, note) });
  });

  app.patch('/notes/:id/edit', async (request) => {
    const note = noteOf(idOf(request));
    const change = parse(noteChangeSchema, bodyOf(request));
    Object.assign(note, Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)));
    return { note: noteView(vendor, note) };
  });

  app.delete('/notes/:id/delete', async (request) => {
    const note = noteOf(idOf(request));
    vendor.notes.delete(note.id);
    return { note: { ...noteView(vendor, note), id: null } };
  });
}
