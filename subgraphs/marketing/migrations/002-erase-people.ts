import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/**
 * Which contacts an erasure emptied, so that it finds them again; and the one way to take consents out, which nobody may
 * change. Row-level security holds the function to the organization whose transaction it runs in.
 */
export class ErasePeople extends Migration {
  override up(): void {
    this.addSql('alter table marketing.contacts add column erasure_id uuid null');
    this.addSql('create index on marketing.contacts (erasure_id) where erasure_id is not null');
    this.addSql(`create function marketing.erase_consents(of_contacts uuid[]) returns int
      language plpgsql volatile security definer set search_path = '' as $$
      declare erased int;
      begin
        delete from marketing.consents c where c.contact_id = any(of_contacts);
        get diagnostics erased = row_count;
        return erased;
      end $$`);
    this.addSql('revoke all on function marketing.erase_consents(uuid[]) from public');
    this.addSql(`grant execute on function marketing.erase_consents(uuid[]) to ${applicationRole}`);
  }
}
