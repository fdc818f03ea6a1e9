import { Migration } from '@mikro-orm/migrations';

/** Which customers an erasure emptied, so that it finds them again and nothing fills them anew. */
export class KeepErasedCustomers extends Migration {
  override up(): void {
    this.addSql('alter table billing.customers add column erasure_id uuid null');
    this.addSql('create index on billing.customers (erasure_id) where erasure_id is not null');
  }
}
