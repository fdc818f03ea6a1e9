import { Migration } from '@mikro-orm/migrations';
import type { SchemaMigrations } from '../database/migrate.js';
import { applicationRole } from '../database/roles.js';
import { tenantTable } from '../database/tenant-table.js';

class CreateFiles extends Migration {
  override up(): void {
    // A file holds on to the data key it was encrypted by: no rotation takes that key away.
    this.addSql(`create table files.files (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      subject_type text not null,
      subject_id uuid not null,
      kind text not null,
      name text not null,
      media_type text not null,
      size int not null,
      sha256 text not null,
      storage_key text not null unique,
      data_key uuid null references secrets.data_keys (id)
    )`);
    this.addSql(`create unique index files_same_content on files.files
      (organization_id, subject_type, subject_id, kind, sha256)`);
    this.addSql('create index on files.files (data_key) where data_key is not null');
    // What is in the storage without a file: on its way in, or no longer needed. Deleted there once it is due.
    this.addSql(`create table files.leftovers (
      storage_key text primary key,
      organization_id uuid not null,
      due_at timestamptz(3) not null
    )`);
    this.addSql('create index on files.leftovers (due_at)');
    for (const table of ['files', 'leftovers']) {
      for (const statement of tenantTable(`files.${table}`)) this.addSql(statement);
    }
    this.addSql('create policy owner_sees_all on files.leftovers for select to current_user using (true)');
    this.addSql(`create function files.organizations_with_leftovers(at timestamptz) returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct l.organization_id from files.leftovers l where l.due_at <= at $$`);
    this.addSql('revoke all on function files.organizations_with_leftovers(timestamptz) from public');
    this.addSql(`grant execute on function files.organizations_with_leftovers(timestamptz) to ${applicationRole}`);
  }
}

/** What is known of every stored file; the content is in the storage. Migrated after the data keys. */
export const filesSchema: SchemaMigrations = {
  schema: 'files',
  migrations: [{ name: '001-create-files', class: CreateFiles }],
};
