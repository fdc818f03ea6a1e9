import { applicationRole, organizationVariable } from './roles.js';

/**
 * The statements that put a table under row-level security per organization: rows of another organization are
 * neither seen nor written, by reads included, and FORCE holds the table's owner to it too.
 *
 * @param table schema-qualified; has a column `organization_id uuid not null`
 */
export function tenantTable(table: string): string[] {
  const own = `organization_id = nullif(current_setting('${organizationVariable}', true), '')::uuid`;
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_organization on ${table} using (${own}) with check (${own})`,
    `grant select, insert, update, delete on ${table} to ${applicationRole}`,
  ];
}
