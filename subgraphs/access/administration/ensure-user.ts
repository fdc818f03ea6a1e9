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

/** Makes a user with a password. One who is there stays as they are; `resetPassword` gives them the password all the same. */
export async function ensureUser(
  database: Database,
  { organizationId, email, password, ...fields }: NewUser,
  { resetPassword }: { resetPassword: boolean },
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await database.transaction(organizationId, async (em) => {
    const known = await em.findOne(User, { email });
    if (!known) em.create(User, { ...fields, roles: [...fields.roles], email, organizationId, passwordHash });
    else if (resetPassword) known.passwordHash = passwordHash;
  });
}
