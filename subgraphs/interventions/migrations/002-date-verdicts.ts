import { Migration } from '@mikro-orm/migrations';

/** When each of the two things that events tell of a dossier was last said, so that a late event changes nothing. */
export class DateVerdicts extends Migration {
  override up(): void {
    this.addSql(`alter table interventions.interventions
      add column reviewed_at timestamptz(3) null, add column verdict_at timestamptz(3) null`);
  }
}
