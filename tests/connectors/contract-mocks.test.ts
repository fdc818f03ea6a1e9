import { descriptions, descriptionsAreHere } from '../support/api-description.js';
import { type ContractMock, startContractMock } from '../support/prism.js';

const mocks: ContractMock[] = [];
afterEach(async () => {
  await Promise.all(mocks.splice(0).map((mock) => mock.close()));
});

async function start(file: string, paths: readonly string[]): Promise<ContractMock> {
  const mock = await startContractMock(file, paths);
  mocks.push(mock);
  return mock;
}

async function send(mock: ContractMock, path: string, headers: Record<string, string>, body?: unknown) {
  const response = await fetch(mock.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json() as Promise<unknown>;
}

(descriptionsAreHere ? describe : describe.skip)(
  'mocks of the official descriptions (skipped where the contracts are not there)',
  () => {
    test('DocuSeal: a good call is taken, and a wrong one refused by name', async () => {
      const mock = await start(descriptions.docuseal, ['/submissions', '/submissions/{id}']);
      expect(mock.operations).toEqual(
        expect.arrayContaining(['GET /submissions', 'POST /submissions', 'GET /submissions/{id}']),
      );
      const key = { 'x-auth-token': 'any' };
      const submitters = [{ email: 'anna@example.com' }];
      expect(await send(mock, '/submissions', key, { template_id: 1, submitters })).toMatchObject([{ id: 1 }]);
      await send(mock, '/submissions', key, { template_id: 'one' });
      await send(mock, '/submissions', {}, { template_id: 1, submitters });
      await send(mock, '/signatures', key);
      expect(mock.calls()).toMatchObject([
        { operation: 'POST /submissions', status: 200, problems: [] },
        {
          operation: 'POST /submissions',
          status: 422,
          problems: expect.arrayContaining([expect.stringContaining("required property 'submitters'")]),
        },
        { operation: 'POST /submissions', status: 401, problems: [expect.any(String)] },
        { operation: null, status: 404, problems: [expect.any(String)] },
      ]);
    });

    test('Invoice Ninja: a good call is taken, and a wrong one refused by name; examples fit the description', async () => {
      const mock = await start(descriptions.invoiceNinja, [
        '/api/v1/clients',
        '/api/v1/invoices',
        '/api/v1/invoices/{id}',
      ]);
      const access = { 'x-api-token': 'any', 'x-requested-with': 'XMLHttpRequest' };
      const line_items = [{ cost: 100, quantity: 1 }];
      expect(await send(mock, '/api/v1/clients?email=anna@example.com&per_page=1', access)).toMatchObject({
        data: [{ balance: expect.any(Number), contacts: [{ failed_logins: expect.any(Number) }] }],
      });
      expect(await send(mock, '/api/v1/invoices', access, { client_id: 'a', line_items })).toMatchObject({
        status_id: '4',
        tax_rate1: 10,
      });
      await send(mock, '/api/v1/invoices', access, { line_items: [{ cost: 'much' }] });
      await send(mock, '/api/v1/invoices/a', { 'x-api-token': 'any' });
      expect(mock.calls()).toMatchObject([
        { operation: 'GET /api/v1/clients', status: 200, problems: [] },
        { operation: 'POST /api/v1/invoices', status: 200, problems: [] },
        {
          operation: 'POST /api/v1/invoices',
          status: 422,
          problems: [expect.stringContaining('client_id'), expect.stringContaining('cost must be number')],
        },
        {
          operation: 'GET /api/v1/invoices/{id}',
          status: 422,
          problems: [expect.stringContaining('x-requested-with')],
        },
      ]);
    });

    test('a path that a description does not have is told', async () => {
      await expect(startContractMock(descriptions.docuseal, ['/signatures'])).rejects.toThrow('no path /signatures');
    });
  },
);
