import type { Account, FindAccount } from 'oidc-provider';
import { z } from 'zod';
import { type Role, roles } from '../../../platform/access/roles.js';
import type { Database } from '../../../platform/database/database.js';
import { isUuid } from '../../../platform/service/is-uuid.js';

const user = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)),
  password_hash: z.string().nullable(),
});
const rows = z.array(user);

/** Somebody who may come in. */
export interface Person {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  passwordHash: string | null;
}

async function find(database: Database, organizationId: string, condition: string, value: string) {
  const sql = `select id, email, name, roles, password_hash from access.users where ${condition} and deactivated_at is null`;
  const [row] = rows.parse(await database.read(organizationId, (em) => em.execute(sql, [value])));
  if (!row) return undefined;
  const { password_hash: passwordHash, ...person } = row;
  return { ...person, passwordHash };
}

export const findPersonByEmail = (database: Database, organizationId: string, email: string) =>
  find(database, organizationId, 'email = ?', email);

export const findPersonById = async (database: Database, organizationId: string, id: string) =>
  isUuid(id) ? find(database, organizationId, 'id = ?', id) : undefined;

/** Accounts for oidc-provider: of the organization of the client that asks, and of no other. */
export function createFindAccount(database: Database): FindAccount {
  return async (ctx, sub): Promise<Account | undefined> => {
    const organizationId = ctx.oidc.client?.organization_id;
    if (typeof organizationId !== 'string') return undefined;
    const person = await findPersonById(database, organizationId, sub);
    if (!person) return undefined;
    const { id, email, name } = person;
    return { accountId: id, claims: async () => ({ sub: id, email, name, organization_id: organizationId }) };
  };
}
