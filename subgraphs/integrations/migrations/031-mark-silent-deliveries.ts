import { Migration } from '@mikro-orm/migrations';

/** Deliveries that lead to nothing else: what a run brings, and what only brings a record there up to date. */
export class MarkSilentDeliveries extends Migration {
  override up(): void {
    this.addSql('alter table integrations.deliveries add column is_silent boolean not null default false');
  }
}
