import type { Activity, Entity, SentEmail } from './entities.js';
import { hashedId } from './ids.js';
import { invalid } from './parse.js';
import type { Settings } from './settings.js';
import { type Kind, type Table, Tables } from './tables.js';
import { viewOf } from './views.js';
import { type Change, webhookEvents, webhookIncludes } from './webhook-events.js';
import { Webhooks } from './webhooks.js';

/** A company of the server and the API token that opens it. */
export interface CompanyAccess {
  name: string;
  token: string;
}

/** The numbers given so far, by the record that has, or had, them. */
class Numbers {
  readonly holders = new Map<string, string>();
  last = 0;
}

/** One company with all it keeps. No other company's token reaches any of it. */
export class Company {
  readonly name: string;
  readonly token: string;
  readonly id = hashedId();
  readonly tables = new Tables();
  readonly emails: SentEmail[] = [];
  /** Oldest first. Of all that happens, only e-mails are noted. */
  readonly activities: Activity[] = [];
  readonly webhooks: Webhooks;
  private readonly now: () => number;
  private readonly numbers: Readonly<Record<Kind, Numbers>> = {
    clients: new Numbers(),
    invoices: new Numbers(),
    quotes: new Numbers(),
    credits: new Numbers(),
    payments: new Numbers(),
  };

  constructor({ name, token }: CompanyAccess, now: () => number, settings: Settings, closing: () => AbortSignal) {
    this.name = name;
    this.token = token;
    this.now = now;
    this.webhooks = new Webhooks(now, settings, closing);
  }

  /** Now, in seconds of the Unix epoch. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Now as `YYYY-MM-DD hh:mm:ss`, in UTC. */
  moment(): string {
    return new Date(this.now()).toISOString().slice(0, 19).replace('T', ' ');
  }

  /** Today as `YYYY-MM-DD`. */
  today(): string {
    return this.moment().slice(0, 10);
  }

  /** What a new record starts with. */
  newEntity(): Entity {
    const at = this.seconds();
    return { id: hashedId(), created_at: at, updated_at: at, archived_at: 0, is_deleted: false };
  }

  /** Dates the record and tells the subscribers what happened to it. */
  changed(kind: Kind, change: Change, row: Entity): void {
    row.updated_at = this.seconds();
    const eventId = webhookEvents[kind][change];
    if (eventId) this.webhooks.fire(eventId, () => this.view(kind, row.id, webhookIncludes[kind]));
  }

  view(kind: Kind, id: string, include: readonly string[] = []): Record<string, unknown> {
    return viewOf(this.tables, kind, id, include);
  }

  /** The number asked for, or else the next free one. @throws Refusal 422 when it is taken by another record */
  numberFor(kind: Kind, wanted: string, id: string): string {
    const table: Table<Entity & { number: string }> = this.tables[kind];
    const numbers = this.numbers[kind];
    const isTaken = (number: string) => {
      const holder = numbers.holders.get(number);
      return holder !== undefined && holder !== id && table.find(holder)?.number === number;
    };
    if (wanted !== '' && isTaken(wanted)) {
      throw invalid([{ field: 'number', message: 'The number has already been taken.' }]);
    }
    let number = wanted;
    while (number === '' || isTaken(number)) {
      numbers.last += 1;
      number = String(numbers.last).padStart(4, '0');
    }
    numbers.holders.set(number, id);
    return number;
  }
}
