import { Migration } from '@mikro-orm/migrations';

/** Since when nothing is taken over from the vendor any more: it would tell again of a person who was erased. */
export class CutErasedLoose extends Migration {
  override up(): void {
    this.addSql('alter table integrations.external_records add column erased_at timestamptz(3) null');
    this.addSql('alter table integrations.signatures add column erased_at timestamptz(3) null');
  }
}
