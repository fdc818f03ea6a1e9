import { z } from 'zod';
import { roles } from '../../../platform/access/roles.js';
import type { Database } from '../../../platform/database/database.js';
import type { SealedSecret } from '../../../platform/secrets/secret-box.js';
import { isUuid } from '../../../platform/service/is-uuid.js';

const roleList = z.array(z.enum(roles));
const optionalText = z.string().nullable();

const row = z
  .object({
    id: z.uuid(),
    organization_id: z.uuid(),
    version: z.int(),
    name: z.string(),
    issuer: z.string(),
    domains: z.array(z.string()),
    create_users: z.boolean(),
    default_roles: roleList,
    groups_claim: z.string(),
    role_mapping: z.array(z.object({ group: z.string(), roles: roleList })),
    client_secret: z.custom<SealedSecret>().nullable(),
    oidc: z.object({ clientId: z.string(), scopes: z.array(z.string()) }).nullable(),
    saml: z
      .object({
        ssoUrl: z.string(),
        sloUrl: optionalText,
        certificates: z.array(z.string()),
        startUrl: optionalText,
        assertionSigned: z.boolean(),
        audienceRequired: z.boolean(),
        requestsSigned: z.boolean(),
        sha1Accepted: z.boolean(),
        serviceEntityId: optionalText,
        serviceAcsUrl: optionalText,
      })
      .nullable(),
  })
  .transform(
    ({ organization_id, create_users, default_roles, groups_claim, role_mapping, client_secret, ...same }) => ({
      ...same,
      organizationId: organization_id,
      createUsers: create_users,
      defaultRoles: default_roles,
      groupsClaim: groups_claim,
      roleMapping: role_mapping,
      clientSecret: client_secret,
    }),
  );

/** Where people of an organization sign in elsewhere, as the door sees it. */
export type IdentityProvider = z.output<typeof row>;
export type OidcProvider = IdentityProvider & {
  oidc: NonNullable<IdentityProvider['oidc']>;
  clientSecret: SealedSecret;
};
export type SamlProvider = IdentityProvider & { saml: NonNullable<IdentityProvider['saml']> };

export const isOidc = (provider: IdentityProvider | undefined): provider is OidcProvider =>
  provider !== undefined && provider.oidc !== null && provider.clientSecret !== null;
export const isSaml = (provider: IdentityProvider | undefined): provider is SamlProvider =>
  provider !== undefined && provider.saml !== null;

/** All of an organization, by name. */
export async function listIdentityProviders(database: Database, organizationId: string): Promise<IdentityProvider[]> {
  const sql = 'select * from access.identity_providers order by name';
  return z.array(row).parse(await database.read(organizationId, (em) => em.execute(sql)));
}

const owner = z.tuple([z.object({ id: z.uuid().nullable() })]);

/** One, before it is known whose it is. */
export async function findIdentityProvider(database: Database, id: string): Promise<IdentityProvider | undefined> {
  if (!isUuid(id)) return undefined;
  const asked = 'select access.organization_of_identity_provider(?) as id';
  const [{ id: organizationId }] = owner.parse(await database.acrossOrganizations(asked, [id]));
  if (organizationId === null) return undefined;
  const sql = 'select * from access.identity_providers where id = ?';
  return z.array(row).parse(await database.read(organizationId, (em) => em.execute(sql, [id])))[0];
}
