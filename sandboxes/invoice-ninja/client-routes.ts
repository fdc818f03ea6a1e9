import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { keepOrDrop } from './actions.js';
import { idOf, item } from './answer.js';
import { createClient, updateClient } from './clients.js';
import type { Company } from './company.js';
import type { Client } from './entities.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { listPage } from './list.js';
import { parse } from './parse.js';
import { bulkSchema, clientSchema } from './wire.js';

/** `/clients`. */
export function clientRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.get('/clients', async (request) => {
    const company = vendor.companyOf(request);
    return listPage(request.query, listing(company, company.tables.clients.list()));
  });

  app.post('/clients', async (request) => {
    const company = vendor.companyOf(request);
    const client = createClient(company, parse(clientSchema, request.body));
    return item(vendor, company.view('clients', client.id));
  });

  app.get('/clients/:id', async (request) =>
    item(vendor, vendor.companyOf(request).view('clients', idOf(request.params))),
  );

  app.put('/clients/:id', async (request) => {
    const company = vendor.companyOf(request);
    const client = updateClient(company, idOf(request.params), parse(clientSchema, request.body));
    return item(vendor, company.view('clients', client.id));
  });

  app.delete('/clients/:id', async (request) => {
    const company = vendor.companyOf(request);
    const id = idOf(request.params);
    keepOrDrop(company, 'clients', id, 'delete');
    return item(vendor, company.view('clients', id));
  });

  app.post('/clients/bulk', async (request) => {
    const company = vendor.companyOf(request);
    const { action, ids } = parse(bulkSchema, request.body);
    for (const id of ids) {
      if (!keepOrDrop(company, 'clients', id, action)) {
        throw new Refusal(400, `The requested action \`${action}\` is not available.`);
      }
    }
    const rows = ids.map((id) => company.tables.clients.get(id));
    return listPage({}, listing(company, rows));
  });
}

function listing(company: Company, rows: readonly Client[]) {
  const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  return {
    rows,
    filters: {
      client_id: (client: Client, id: string) => client.id === id,
      email: ({ contacts }: Client, email: string) => contacts.some((contact) => contact.email === email),
      name: ({ name }: Client, part: string) => has(name, part),
      number: ({ number }: Client, wanted: string) => number === wanted,
      id_number: ({ id_number }: Client, wanted: string) => id_number === wanted,
      filter: (client: Client, part: string) =>
        [client.name, client.id_number, client.custom_value1, client.custom_value2]
          .concat(client.custom_value3, client.custom_value4)
          .concat(client.contacts.flatMap(({ first_name, last_name, email }) => [first_name, last_name, email]))
          .some((text) => has(text, part)),
    },
    view: ({ id }: Client) => company.view('clients', id),
  };
}
