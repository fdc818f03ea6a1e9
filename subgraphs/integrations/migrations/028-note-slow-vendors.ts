import { Migration } from '@mikro-orm/migrations';

/** Vendors that take their time: what is for others goes first. */
export class NoteSlowVendors extends Migration {
  override up(): void {
    this.addSql('alter table integrations.circuits add column slow_until timestamptz(3) null');
  }
}
