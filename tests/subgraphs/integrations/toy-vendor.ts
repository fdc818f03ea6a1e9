import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { z } from 'zod';
import {
  type ConnectorAction,
  defineAction,
  defineConnector,
  type NeededSubject,
} from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';

/** What the vendor was told in one call. */
export interface Sent {
  action: string;
  /** Of the connection: as whom. */
  account: string;
  variant: string;
  input: unknown;
  /** What the hub knew of the vendor's ids. */
  externalId: string | null;
  others: Record<string, string>;
}

const credentials = z.object({ account: z.string() });
type Credentials = z.infer<typeof credentials>;
type Payload = Pick<Sent, 'variant' | 'input'>;

const document = parse('query Toy($id: ID!) { customer(id: $id) { id } }') as TypedDocumentNode<object, { id: string }>;

/** A vendor that takes customers, invoices of theirs, and what is about invoices; in memory, so that a test can hold it up. */
export function createToyVendor() {
  const sent: Sent[] = [];
  const refused = new Set<string>();
  const lost = new Map<string, (id: string) => Promise<void>>();
  const gates = new Map<string, { arrive: () => void; opened: Promise<void> }>();
  let needed: readonly NeededSubject[] = [];

  const define = (action: string, more: Partial<ConnectorAction<Credentials, object, Payload>>) =>
    defineAction<Credentials, object, Payload>({
      document,
      prepare: (_data, _known, { variant, input }) => ({ ready: true, payload: { variant, input } }),
      reconcile: null,
      async send({ credentials: { account } }, payload, { externalId, others }) {
        gates.get(action)?.arrive();
        await gates.get(action)?.opened;
        if (refused.has(action)) throw new VendorError('No.', { kind: 'permanent', vendorCode: 'NO' });
        sent.push({ action, account, ...payload, externalId, others: Object.fromEntries(others) });
        const id = externalId ?? `${action} ${sent.length}`;
        const lose = lost.get(action);
        if (lose) {
          lost.delete(action);
          await lose(id);
          throw new VendorError('Gone.', { kind: 'unknown-outcome', vendorCode: 'GONE' });
        }
        return { externalId: id, vendorStatus: null, facts: { call: sent.length } };
      },
      ...more,
    });

  const connector = defineConnector<Credentials, { tone: string }>({
    key: 'toy',
    title: 'Toy',
    credentials,
    settings: z.strictObject({ tone: z.enum(['soft', 'stern']).default('soft') }),
    actions: {
      'push-customer': define('push-customer', {
        subject: 'customer',
        repeats: true,
        leaves: 'customer',
        reconcile: async () => ({ externalId: `push-customer ${sent.length}`, vendorStatus: null }),
      }),
      'push-invoice': define('push-invoice', {
        subject: 'invoice',
        repeats: true,
        leaves: 'invoice',
        needs: () => needed,
      }),
      pay: define('pay', {
        subject: 'payment',
        leaves: 'payment',
        prepare: (_data, { externalId }) =>
          externalId === null
            ? { ready: true, payload: { variant: '', input: null } }
            : { ready: false, reason: 'nothing new', violations: [], because: 'nothing-new' },
        reconcile: async () => null,
      }),
      remind: define('remind', { subject: 'invoice', input: z.object({ note: z.string().max(10) }) }),
      mail: define('mail', { subject: 'invoice', needs: () => needed }),
    },
  });
  return {
    connector,
    sent,
    /** What invoices need from now on. */
    need(...subjects: NeededSubject[]) {
      needed = subjects;
    },
    /** Does an action once more, and loses the answer. @param meanwhile what happens before that is noticed */
    lose: (action: string, meanwhile: (id: string) => Promise<void> = async () => undefined) =>
      lost.set(action, meanwhile),
    /** Refuses an action for good, or no longer. */
    refuse: (action: string, isRefused: boolean) => (isRefused ? refused.add(action) : refused.delete(action)),
    /** Keeps the calls of an action waiting. @returns `arrived` once one has come in, and what lets them go on */
    hold(action: string): { arrived: Promise<void>; release: () => void } {
      const arrival = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      gates.set(action, { arrive: arrival.resolve, opened: gate.promise });
      const release = () => {
        gates.delete(action);
        gate.resolve();
      };
      return { arrived: arrival.promise, release };
    },
  };
}
