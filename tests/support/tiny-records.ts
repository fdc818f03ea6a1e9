import { parse } from 'graphql';
import { type Connector, defineAction, type SubjectType } from '../../platform/connectors/connector.js';
import { defineRecord, type RemoteRecord, type SharedRecord } from '../../platform/connectors/vendor-records.js';
import { createTinyVendor } from './tiny-vendor.js';

type Fields = Record<string, unknown>;

/** A vendor that keeps records with us and lives in this process. */
export interface TinyRecords {
  connector: Connector;
  /** What it has of a record. */
  get(type: SubjectType, externalId: string): RemoteRecord;
  /** Changes one there, or makes it. */
  put(type: SubjectType, externalId: string, fields: Fields, updatedAt?: Date): void;
  /** Every phone number that a contact has had there, in order. */
  phones(externalId: string): unknown[];
  /** Every reading of changes: its type and page. */
  readings: string[];
  /** Told before a page is answered. */
  onReading: () => void;
}

const pageSize = 100;
const queries = {
  contact: 'contact(id: $id) { firstName lastName email phone tags }',
  invoice: 'invoice(id: $id) { number status title notes }',
  payment: 'payment(id: $id) { reference }',
} as const;
type Type = keyof typeof queries;

export function createTinyRecords(now: () => Date): TinyRecords {
  const held = new Map<string, RemoteRecord>();
  const numbers = new Map<string, unknown[]>();
  const keyOf = (type: string, externalId: string) => `${type} ${externalId}`;
  const put: TinyRecords['put'] = (type, externalId, fields, updatedAt = now()) => {
    const before = held.get(keyOf(type, externalId))?.fields;
    const record = { externalId, updatedAt, deleted: false, reference: null, fields: { ...before, ...fields } };
    held.set(keyOf(type, externalId), record);
    const had = numbers.get(externalId) ?? [];
    if (had.at(-1) !== record.fields.phone) numbers.set(externalId, [...had, record.fields.phone]);
  };
  const push = (type: Type) =>
    defineAction<unknown, { subject: Fields }, Fields>({
      subject: type,
      repeats: true,
      leaves: type,
      document: parse(`query ($id: ID!) { subject: ${queries[type]} }`),
      prepare: ({ subject }) => ({ ready: true, payload: subject }),
      async send(_session, payload, { externalId }) {
        const id = externalId ?? `made-${held.size}`;
        put(type, id, payload);
        return { externalId: id, vendorStatus: null };
      },
      reconcile: async () => null,
    });
  const shared = (type: Type): SharedRecord<unknown> =>
    defineRecord<unknown, { subject: Fields }>({
      document: parse(`query ($id: ID!) { subject: ${queries[type]} }`),
      fieldsOf: ({ subject }) => subject,
      read: async (_session, externalId) => held.get(keyOf(type, externalId)) ?? null,
      async changedSince(_session, since, page) {
        vendor.readings.push(`${type} ${page ?? 0}`);
        vendor.onReading();
        const changed = [...held]
          .filter(([key, { updatedAt }]) => key.startsWith(`${type} `) && (!since || updatedAt >= since))
          .map(([, record]) => record);
        const start = Number(page ?? 0);
        const next = start + pageSize < changed.length ? String(start + pageSize) : null;
        return { records: changed.slice(start, start + pageSize), next };
      },
      pushedBy: `sync-${type}`,
    });
  const vendor: TinyRecords = {
    put,
    phones: (externalId) => numbers.get(externalId) ?? [],
    readings: [],
    onReading: () => undefined,
    get(type, externalId) {
      const found = held.get(keyOf(type, externalId));
      if (!found) throw new Error(`the tiny vendor has no ${type} ${externalId}`);
      return found;
    },
    connector: createTinyVendor('invoice-ninja', {
      actions: { 'sync-contact': push('contact'), 'sync-invoice': push('invoice'), 'sync-payment': push('payment') },
      records: { contact: shared('contact'), invoice: shared('invoice'), payment: shared('payment') },
    }),
  };
  return vendor;
}
