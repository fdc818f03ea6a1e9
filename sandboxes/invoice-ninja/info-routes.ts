import type { FastifyInstance } from 'fastify';
import { item } from './answer.js';
import type { InvoiceNinja } from './invoice-ninja.js';

/** What tells a caller whom it reaches: `/ping`, `/health_check`, `/statics`, `/companies/current`. */
export function infoRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.get('/ping', async (request) => ({
    company_name: vendor.companyOf(request).name,
    user_name: 'Sandbox User',
  }));

  app.get('/health_check', async () => ({ system_health: true, api_version: '5.10.17' }));

  // A few of the server's fixed lists.
  app.get('/statics', async () => ({
    currencies: [
      { id: '3', name: 'Euro', code: 'EUR', precision: 2 },
      { id: '17', name: 'Swiss Franc', code: 'CHF', precision: 2 },
    ],
    countries: [
      { id: '250', name: 'France', iso_3166_2: 'FR', iso_3166_3: 'FRA' },
      { id: '756', name: 'Switzerland', iso_3166_2: 'CH', iso_3166_3: 'CHE' },
    ],
    payment_types: [
      { id: '1', name: 'Bank Transfer' },
      { id: '2', name: 'Cash' },
    ],
  }));

  app.post('/companies/current', async (request) => {
    const { id, name } = vendor.companyOf(request);
    return item(vendor, { id, company_key: id, settings: { name, country_id: '250', currency_id: '3' } });
  });
}
