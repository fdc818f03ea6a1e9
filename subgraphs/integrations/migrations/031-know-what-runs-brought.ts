import { Migration } from '@mikro-orm/migrations';

/** What a run brought to a vendor leads to nothing that would have followed when it came about. */
export class KnowWhatRunsBrought extends Migration {
  override up(): void {
    this.addSql('alter table integrations.deliveries add column of_run boolean not null default false');
  }
}
