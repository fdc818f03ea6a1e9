import { applicationRole, organizationVariable } from '../../platform/database/roles.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const schemas = ['interventions', 'integrations', 'billing', 'marketing', 'access', 'secrets', 'files'];

let database: TestDatabase;
beforeEach(async () => {
  database = await cloneDatabase();
});
afterEach(() => database.drop());

interface Table {
  name: string;
  /** Whether its rows are an organization's. */
  tenant: boolean;
  enabled: boolean;
  forced: boolean;
  /** Whether the application may read or write it at all. */
  granted: boolean;
  /** What each policy that holds for the application lets it see and write; `null` lets everything. */
  policies: { reads: string | null; writes: string | null }[];
}

const tables = () =>
  database.sql<Table & Record<string, unknown>>(
    `select c.oid::regclass::text as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and a.attnotnull) as tenant,
      has_table_privilege($2, c.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege($2, c.oid, 'select, insert, update, references') as granted,
      coalesce((select json_agg(json_build_object('reads', pg_get_expr(p.polqual, c.oid), 'writes', pg_get_expr(p.polwithcheck, c.oid)))
        from pg_policy p where p.polrelid = c.oid and p.polpermissive
          and (p.polroles = '{0}' or $2::regrole = any (p.polroles))), '[]') as policies
    from pg_class c
    where c.relnamespace = any ($1::regnamespace[]) and c.relkind in ('r', 'p') order by name`,
    [schemas, applicationRole],
  );

/** What lets the application reach rows of another organization, table by table. */
async function holes(): Promise<string[]> {
  const own = `(organization_id = (NULLIF(current_setting('${organizationVariable}'::text, true), ''::text))::uuid)`;
  return (await tables()).flatMap(({ name, tenant, enabled, forced, granted, policies }) => {
    if (!tenant) return granted ? [`${name} belongs to no organization and is open to the application`] : [];
    const wrong = policies.filter(({ reads, writes }) => reads !== own || writes !== own);
    return [
      ...(enabled ? [] : [`${name} has no row-level security`]),
      ...(forced ? [] : [`${name} does not hold its owner to it`]),
      ...(policies.length > 0 ? [] : [`${name} has no policy on the organization`]),
      ...wrong.map(({ reads, writes }) => `${name} lets see ${reads} and write ${writes}`),
    ];
  });
}

test('every table of an organization is held to it, and no other is open to the application', async () => {
  expect((await tables()).filter(({ tenant }) => tenant).length).toBeGreaterThan(15);
  expect(await holes()).toEqual([]);
});

test('a table that forgets any part of it is named', async () => {
  await database.sql('create table billing.forgotten (organization_id uuid not null)');
  await database.sql(`create table marketing.shared (id int); grant select on marketing.shared to ${applicationRole}`);
  await database.sql('alter table integrations.deliveries no force row level security');
  await database.sql('create policy everything on marketing.leads for select using (true)');
  expect(await holes()).toEqual([
    'billing.forgotten has no row-level security',
    'billing.forgotten does not hold its owner to it',
    'billing.forgotten has no policy on the organization',
    'integrations.deliveries does not hold its owner to it',
    'marketing.leads lets see true and write null',
    'marketing.shared belongs to no organization and is open to the application',
  ]);
});

test('the application’s role owns nothing, cannot log in and is above no policy', async () => {
  const owned = await database.sql(
    `select pg_describe_object(classid, objid, objsubid) as object from pg_shdepend
     where refobjid = $1::regrole and deptype = 'o'`,
    [applicationRole],
  );
  expect(owned).toEqual([]);
  const [role] = await database.sql(
    'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles where rolname = $1',
    [applicationRole],
  );
  expect(new Set(Object.values(role ?? {}))).toEqual(new Set([false]));
});
