import { Refusal } from '../kit/refusal.js';
import type { BillingDocument, Client, Entity, Payment } from './entities.js';

/** The records of one kind, in the order they were made. */
export class Table<T extends Entity> {
  readonly model: string;
  private readonly rows = new Map<string, T>();

  constructor(model: string) {
    this.model = model;
  }

  /** @throws Refusal 400, as the server answers for an id it does not know */
  get(id: string): T {
    const row = this.rows.get(id);
    if (!row) throw new Refusal(400, `No query results for model [App\\Models\\${this.model}] ${id}`);
    return row;
  }

  /** The same for an update. @throws Refusal 400 for a deleted one as well */
  getEditable(id: string): T {
    const row = this.get(id);
    if (row.is_deleted) {
      throw new Refusal(400, 'Record is deleted and cannot be edited. Restore the record to enable editing');
    }
    return row;
  }

  find(id: string): T | undefined {
    return this.rows.get(id);
  }

  list(): T[] {
    return [...this.rows.values()];
  }

  add(row: T): T {
    this.rows.set(row.id, row);
    return row;
  }
}

/** All that one company keeps, by the name it has in the API's paths. */
export class Tables {
  readonly clients = new Table<Client>('Client');
  readonly invoices = new Table<BillingDocument>('Invoice');
  readonly quotes = new Table<BillingDocument>('Quote');
  readonly credits = new Table<BillingDocument>('Credit');
  readonly payments = new Table<Payment>('Payment');
}

export const kinds = ['clients', 'invoices', 'quotes', 'credits', 'payments'] as const;
export type Kind = (typeof kinds)[number];
export type DocumentKind = 'invoices' | 'quotes' | 'credits';
