import { invoiceNinja } from '../../connectors/invoice-ninja/index.js';
import {
  actionOf,
  amount,
  at,
  company,
  customer,
  invoice,
  payment,
  quote,
  recordOf,
  useInvoiceNinja,
} from '../support/invoice-ninja.js';

const { links, payloadOf, prepared, sandbox, sent, session, state, withCustomer } = useInvoiceNinja();

describe('customers', () => {
  test('are made once: found by our id or by their e-mail, and then kept up to date, other contacts left alone', async () => {
    await sent('sync-customer', { customer });
    const [made] = state().clients;
    expect(made).toMatchObject({ name: 'Jeanne Martin', city: 'Lyon', country_id: '250', custom_value1: customer.id });
    await sandbox.sendEvent({
      event: 'client.edited',
      company,
      id: made?.id ?? '',
      changes: { contacts: [{ id: made?.contacts[0]?.id ?? '' }, { email: 'paul@example.fr' }] },
    });
    links.clear();
    await sent('sync-customer', { customer: { ...customer, name: 'Jeanne Dupont', email: 'j@example.fr' } });
    expect(state().clients).toMatchObject([
      { id: made?.id, name: 'Jeanne Dupont', contacts: [{ email: 'j@example.fr' }, { email: 'paul@example.fr' }] },
    ]);
    // Another customer of ours, who shares the address, is another client; one typed in there by hand is taken over.
    await sent('sync-customer', { customer: { ...customer, id: payment.id, email: 'j@example.fr' } });
    expect(state().clients).toHaveLength(2);
    await sandbox.sendEvent({
      event: 'client.edited',
      company,
      id: links.get(`customer:${payment.id}`) ?? '',
      changes: { custom_value1: '' },
    });
    links.clear();
    await sent('sync-customer', { customer: { ...customer, id: quote.id, email: 'j@example.fr' } });
    expect(state().clients.map(({ custom_value1 }) => custom_value1)).toEqual([customer.id, quote.id]);
  });

  test('whose country has no id there say so', () => {
    const abroad = { ...customer, address: { ...customer.address, country: 'JP' } };
    expect(prepared('sync-customer', { customer: abroad })).toMatchObject({
      violations: [{ field: 'connection.settings.countryIds', message: 'has no id for JP' }],
    });
  });
});

test('payments are made once: a lost answer is found again, and what came from there does not go back', async () => {
  await withCustomer();
  await sent('sync-invoice', { invoice });
  sandbox.faults.add({ match: { method: 'POST', path: '/api/v1/payments' }, fault: { kind: 'lost-answer' } });
  const payload = payloadOf('sync-payment', { payment });
  expect(await actionOf('sync-payment').reconcile?.(session(), payload, at)).toBeNull();
  await expect(sent('sync-payment', { payment })).rejects.toMatchObject({ kind: 'unknown-outcome' });
  const found = await actionOf('sync-payment').reconcile?.(session(), payload, at);
  expect(found).toMatchObject({ externalId: expect.any(String) });
  expect(await sent('sync-payment', { payment })).toMatchObject({ externalId: found?.externalId });
  expect(state().payments).toMatchObject([
    { amount: 60.4, type_id: '1', transaction_reference: 'VIR MARTIN', idempotency_key: payment.id },
  ]);
  expect(state().invoices).toMatchObject([{ status_id: '3', balance: 1000 }]);
  expect(await recordOf('payment').read(session(), found?.externalId ?? '')).toMatchObject({
    fields: { ...recordOf('payment').fieldsOf({ payment }), invoice: links.get(`invoice:${invoice.id}`) },
  });
  expect(prepared('sync-payment', { payment })).toMatchObject({ because: 'nothing-new' });
  const back = { ...payment, id: quote.id, amount: amount(-6_040) };
  expect(prepared('sync-payment', { payment: back })).toMatchObject({ violations: [{ field: 'amount' }] });
});

test('answers are read wrapped and bare, and refusals as what they mean', async () => {
  for (const wrapped of [true, false]) {
    sandbox.reset();
    sandbox.configure({ wrapped });
    links.clear();
    await withCustomer();
    await sent('sync-invoice', { invoice });
    await sent('sync-payment', { payment });
    expect(state()).toMatchObject({ clients: [{}], invoices: [{}], payments: [{}] });
  }
  await invoiceNinja.check?.(session());
  const refusedBy = async (status: number, body: object) => {
    sandbox.faults.add({ fault: { kind: 'status', status, body } });
    return invoiceNinja.check?.(session()).catch((error: unknown) => error);
  };
  expect(await refusedBy(403, { message: 'Invalid token', errors: {} })).toMatchObject({ kind: 'authentication' });
  expect(await refusedBy(403, { message: 'This action is unauthorized.' })).toMatchObject({ kind: 'permanent' });
  expect(await refusedBy(429, { message: 'Too many requests' })).toMatchObject({ kind: 'rate-limited' });
  expect(await refusedBy(503, { message: 'Down' })).toMatchObject({ kind: 'retryable' });
  expect(
    await refusedBy(422, { message: 'The given data was invalid.', errors: { name: ['The name is too long.'] } }),
  ).toMatchObject({ kind: 'permanent', message: 'The given data was invalid. name: The name is too long.' });
  sandbox.faults.add({ match: { method: 'POST' }, fault: { kind: 'status', status: 500 } });
  links.clear();
  await expect(sent('sync-customer', { customer: { ...customer, id: quote.id, email: null } })).rejects.toMatchObject({
    kind: 'unknown-outcome',
  });
});
