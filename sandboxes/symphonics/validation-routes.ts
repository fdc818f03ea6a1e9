import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import { parse } from './parse.js';
import { deliveryPoints, documentedPoint, users } from './test-data.js';
import { pdlLookupSchema, pdlSchema } from './wire.js';

const pdlParamsSchema = z.object({ pdl: z.string() });
const userParamsSchema = z.object({ email: z.string() });

/**
 * `/validation`. The document knows one reason for a PDL to be invalid, its format; so any other number of 14 digits
 * than the invalid test one is valid, at the document's own address unless it is one of the test PDLs.
 */
export function validationRoutes(app: FastifyInstance): void {
  app.get('/validation/pdl/:pdl', async (request, reply) => {
    const { pdl } = parse(pdlParamsSchema, request.params);
    if (!pdlSchema.safeParse(pdl).success) {
      const refused = { valid: false, error: 'Invalid PDL format', message: 'PDL must be 14 digits' };
      return reply.code(400).send(refused);
    }
    const { address } = deliveryPoints.find((point) => point.pdl === pdl) ?? documentedPoint;
    return { valid: true, pdl, address, meter_type: 'electronic' };
  });

  app.post('/validation/pdl/lookup', async (request) => {
    const { address, customer_name } = parse(pdlLookupSchema, request.body);
    const wanted = [address.street, address.postal_code, address.city, customer_name].map(folded).join('|');
    const found = deliveryPoints.find(({ address: { street, postal_code, city }, customerName }) => {
      return [street, postal_code, city, customerName].map(folded).join('|') === wanted;
    });
    if (!found) throw new Refusal(404, 'No PDL was found for this address and customer name');
    return { pdl: found.pdl, confidence: 0.95, address: found.address, meter_type: 'electronic' };
  });

  app.get('/validation/user/:email', async (request, reply) => {
    const user = users.get(folded(parse(userParamsSchema, request.params).email));
    if (!user) return reply.code(404).send({ exists: false, message: 'User not found' });
    return { exists: true, ...user };
  });
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
