/**
 * A jsonb column that holds sealed secrets. Its table has an `organization_id`. Declared beside the entity, listed in
 * the subgraph's definition (`sealedColumns`) and made by `sealedColumn()` in a migration: a rotation then knows of it,
 * and no data key goes away that a row still needs.
 */
export interface SealedColumn {
  /** With its schema. */
  table: string;
  column: string;
  /** The primary key: the row's id among what a secret is bound to. Default `id`. */
  key?: string;
  /** The column's name among what secrets of the first scheme were bound to. Default the column. */
  formerColumn?: string;
}

/** The row a secret belongs to. Every tenant's entity is one. */
export interface SecretRow {
  organizationId: string;
  /** The value of the column's primary key. */
  id: string;
}

/** What PostgreSQL keeps of a sealed column: under which data key it is, as a foreign key that holds on to that key. */
export function sealedColumn({ table, column }: SealedColumn): string[] {
  const named = `${column}_data_key`;
  return [
    `alter table ${table} add column ${named} uuid generated always as ((${column} ->> 'dk')::uuid) stored
       references secrets.data_keys (id)`,
    `create index on ${table} (${named}) where ${named} is not null`,
  ];
}
