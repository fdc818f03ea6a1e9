import { hashPassword } from '../../../platform/access/passwords.js';
import type { Role } from '../../../platform/access/roles.js';
import type { Database } from '../../../platform/database/database.js';
import { User } from '../entities/user.js';

export interface NewUser {
  organizationId: string;
  email: string;
  name: string;
  roles: readonly Role[];
  password: string;
}

/** Makes a user with a password; one who is there stays as they are but for the password. */
export async function ensureUser(
  database: Database,
  { organizationId, email, password, ...fields }: NewUser,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await database.transaction(organizationId, async (em) => {
    const known = await em.findOne(User, { email });
    if (known) known.passwordHash = passwordHash;
    else em.create(User, { ...fields, roles: [...fields.roles], email, organizationId, passwordHash });
  });
}
