import { v7 as timeOrderedUuid } from 'uuid';
import { z } from 'zod';
import { type Role, roles } from '../../../platform/access/roles.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { email as emailRule } from '../../../platform/service/input-rules.js';
import type { SignInEntry } from '../oauth/sign-in-record.js';
import type { IdentityProvider } from './identity-providers.js';
import { SsoRefusedError } from './sso-refused-error.js';

/** What a provider says of somebody, after everything about its word was checked. */
export interface Claimed {
  /** Never given to somebody else there. */
  subject: string;
  email: string | null;
  name: string | null;
  groups: readonly string[];
}

const userRow = z.object({
  id: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(roles)),
  deactivated_at: z.coerce.date().nullable(),
});
type User = z.infer<typeof userRow>;

/** What came of it: the user who is in, or why not, with what is to be put on record. */
export interface Admission {
  result: { userId: string } | { refused: string };
  entry: SignInEntry | null;
}

const columns = 'u.id, u.name, u.roles, u.deactivated_at';

/**
 * Lets somebody in as a user of the provider's organization: by who they are at the provider; else, when their address
 * is of a domain it may speak for, as the user of that address; else, where that is wanted, as a new user.
 */
export async function admitPerson(em: EntityManager, provider: IdentityProvider, claimed: Claimed): Promise<Admission> {
  const details = { provider: provider.id, method: provider.oidc ? 'oidc' : 'saml' };
  let user: User | undefined;
  try {
    const known = await findLinked(em, provider, claimed);
    user = known ?? (await link(em, provider, claimed));
    if (user.deactivated_at) throw new SsoRefusedError('the user is deactivated');
    const held = await setRoles(em, provider, user, claimed);
    const seen = 'update access.users set last_sign_in_at = now() where id = ?';
    await em.execute(seen, [user.id]);
    const linked = 'update access.identities set last_sign_in_at = now() where provider = ? and subject = ?';
    await em.execute(linked, [provider.id, claimed.subject]);
    const changed = held.toSorted().join() !== user.roles.toSorted().join();
    return {
      result: { userId: user.id },
      entry: {
        event: 'user.signed-in',
        outcome: 'DONE',
        person: user,
        details: { ...details, linked: !known, ...(changed && { roles: { before: user.roles, after: held } }) },
      },
    };
  } catch (error) {
    if (!(error instanceof SsoRefusedError)) throw error;
    const { message: reason } = error;
    if (!user) return { result: { refused: reason }, entry: null };
    const refused = { event: 'user.sign-in-refused', outcome: 'REFUSED', person: user } as const;
    return { result: { refused: reason }, entry: { ...refused, details: { ...details, reason } } };
  }
}

async function findLinked(
  em: EntityManager,
  { id }: IdentityProvider,
  { subject }: Claimed,
): Promise<User | undefined> {
  const sql = `select ${columns} from access.identities i join access.users u on u.id = i.user_id
    where i.provider = ? and i.subject = ?`;
  return z.array(userRow).parse(await em.execute(sql, [id, subject]))[0];
}

/** @throws SsoRefusedError */
async function link(em: EntityManager, provider: IdentityProvider, claimed: Claimed): Promise<User> {
  const parsed = emailRule.safeParse(claimed.email);
  if (!parsed.success) throw new SsoRefusedError('nobody is linked, and no e-mail address was told');
  const email = parsed.data;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (!provider.domains.includes(domain)) throw new SsoRefusedError('the provider does not speak for this domain');
  // Two first sign-ins of one person take turns.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`sso:${provider.id}:${email}`]);
  const again = await findLinked(em, provider, claimed);
  if (again) return again;
  const known = z
    .array(userRow)
    .parse(await em.execute(`select ${columns} from access.users u where u.email = ?`, [email]))[0];
  if (!known && !provider.createUsers) throw new SsoRefusedError('nobody has this e-mail address');
  if (known && (await hasOther(em, provider, known))) {
    // The address was given to somebody else there, who is not to become the one before.
    throw new SsoRefusedError('the e-mail address is that of somebody else from there');
  }
  const user = known ?? (await createUser(em, provider, email, claimed));
  const identity = `insert into access.identities
      (id, organization_id, created_at, updated_at, provider, subject, user_id, last_sign_in_at)
    values (?, ?, now(), now(), ?, ?, ?, now())`;
  await em.execute(identity, [timeOrderedUuid(), provider.organizationId, provider.id, claimed.subject, user.id]);
  return user;
}

async function hasOther(em: EntityManager, { id }: IdentityProvider, user: User): Promise<boolean> {
  const sql = 'select 1 as one from access.identities where provider = ? and user_id = ?';
  return (await em.execute<unknown[]>(sql, [id, user.id])).length > 0;
}

async function createUser(
  em: EntityManager,
  provider: IdentityProvider,
  email: string,
  claimed: Claimed,
): Promise<User> {
  const given = rolesFor(provider, claimed);
  if (given.length === 0) throw new SsoRefusedError('no group of theirs has a role here');
  const name = (claimed.name?.trim() || email).slice(0, 200);
  const sql = `insert into access.users as u (id, organization_id, created_at, updated_at, email, name, roles)
    values (?, ?, now(), now(), ?, ?, array(select jsonb_array_elements_text(?::jsonb))) returning ${columns}`;
  const values = [timeOrderedUuid(), provider.organizationId, email, name, JSON.stringify(given)];
  return userRow.parse((await em.execute<unknown[]>(sql, values))[0]);
}

const rolesFor = ({ roleMapping, defaultRoles }: IdentityProvider, { groups }: Claimed): Role[] => [
  ...new Set([
    ...defaultRoles,
    ...roleMapping.filter(({ group }) => groups.includes(group)).flatMap((one) => one.roles),
  ]),
];

/**
 * What groups make of somebody, at each sign-in; without a mapping, roles are the organization's own matter.
 * @throws SsoRefusedError when nothing is left
 */
async function setRoles(em: EntityManager, provider: IdentityProvider, user: User, claimed: Claimed): Promise<Role[]> {
  if (provider.roleMapping.length === 0) return user.roles;
  const wanted = rolesFor(provider, claimed);
  if (wanted.length === 0) throw new SsoRefusedError('no group of theirs has a role here');
  if (user.roles.includes('administrator') && !wanted.includes('administrator') && (await isLastOne(em, user))) {
    wanted.push('administrator');
  }
  const sql = `update access.users u set roles = array(select jsonb_array_elements_text(?::jsonb)),
      version = version + 1, updated_at = now()
    where u.id = ? and not (u.roles @> array(select jsonb_array_elements_text(?::jsonb))
      and u.roles <@ array(select jsonb_array_elements_text(?::jsonb)))`;
  const text = JSON.stringify(wanted);
  await em.execute(sql, [text, user.id, text, text]);
  return wanted;
}

/** An organization keeps an administrator. Locked in one order, so that two cannot go at once. */
async function isLastOne(em: EntityManager, user: User): Promise<boolean> {
  const sql = `select u.id from access.users u where 'administrator' = any(u.roles) and u.deactivated_at is null
    order by u.id for update`;
  const administrators = z.array(z.object({ id: z.uuid() })).parse(await em.execute(sql));
  return administrators.every(({ id }) => id === user.id);
}
