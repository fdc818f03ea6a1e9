import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import { statusView } from './interventions.js';
import { parse } from './parse.js';
import type { Symphonics } from './symphonics.js';
import { interventionSchema, interventionUpdateSchema, vendorTime } from './wire.js';

const idParamsSchema = z.object({ id: z.string() });
const lookupQuerySchema = z.object({ external_id: z.string() });

/** `/crm/interventions`. */
export function crmRoutes(app: FastifyInstance, { interventions, settings, now }: Symphonics): void {
  app.post('/crm/interventions', async (request, reply) => {
    const { id, status, external_id, created_at } = interventions.create(parse(interventionSchema, request.body));
    return reply.code(201).send({ id, status, external_id, created_at });
  });

  // An assumption: the vendor's document has no search. docs/decisions records why the hub asks for one before it
  // repeats a create whose answer was lost; `lookupByExternalId: false` shows the vendor as documented.
  app.get('/crm/interventions', async (request) => {
    if (!settings.lookupByExternalId) throw new Refusal(404, 'The requested resource was not found');
    const found = interventions.findByExternalId(parse(lookupQuerySchema, request.query).external_id);
    return { data: found ? [statusView(found)] : [] };
  });

  app.get('/crm/interventions/:id', async (request) => {
    const intervention = interventions.get(parse(idParamsSchema, request.params).id);
    const view = statusView(intervention);
    // The first look finds it as created; by the next one the vendor is at work on it.
    if (intervention.status === 'created') interventions.changeStatus(intervention, 'processing');
    return view;
  });

  app.patch('/crm/interventions/:id', async (request) => {
    const intervention = interventions.get(parse(idParamsSchema, request.params).id);
    const update = parse(interventionUpdateSchema, request.body);
    if (update.documents.length + update.photos.length === 0) {
      throw new Refusal(400, 'The update holds no documents and no photos');
    }
    interventions.append(intervention, update);
    // "updated" is the document's word for the outcome of this call; the intervention keeps its own status.
    return {
      id: intervention.id,
      status: 'updated',
      external_id: intervention.external_id,
      updated_at: vendorTime(now()),
    };
  });
}
