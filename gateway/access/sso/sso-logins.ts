import { v7 as timeOrderedUuid } from 'uuid';
import { z } from 'zod';
import { ssoLogin } from '../../../platform/access/sso-secrets.js';
import type { Database } from '../../../platform/database/database.js';
import type { SealedSecret, SecretBox } from '../../../platform/secrets/secret-box.js';
import type { IdentityProvider } from './identity-providers.js';

/** What a provider knows a sign-in by: it wants to hear that when somebody signs out. */
const proof = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('saml'),
    nameId: z.string(),
    format: z.string().optional(),
    nameQualifier: z.string().optional(),
    spNameQualifier: z.string().optional(),
    sessionIndex: z.string().optional(),
  }),
  z.object({ kind: z.literal('oidc'), idToken: z.string() }),
]);
export type LoginProof = z.infer<typeof proof>;

const rows = z.array(z.object({ proof: z.custom<SealedSecret>() }));

/** Longer than a session goes on; what is forgotten is not signed out of there. */
const keptMs = 7 * 24 * 60 * 60_000;

/** Sign-ins at providers, sealed: an ID token says who somebody is. */
export class SsoLogins {
  readonly #database: Database;
  readonly #secretBox: SecretBox;
  readonly #now: () => Date;

  constructor(database: Database, secretBox: SecretBox, now: () => Date) {
    this.#database = database;
    this.#secretBox = secretBox;
    this.#now = now;
  }

  /** @returns the id that the session here keeps */
  async keep({ id: providerId, organizationId }: IdentityProvider, known: LoginProof): Promise<string> {
    const row = { organizationId, id: timeOrderedUuid() };
    const sealed = await this.#secretBox.seal(ssoLogin, row, JSON.stringify(known));
    const sql = `insert into access.sso_logins (id, organization_id, provider_id, proof, expires_at)
      values (?, ?, ?, ?::jsonb, ?)`;
    const expiresAt = new Date(this.#now().getTime() + keptMs);
    const values = [row.id, organizationId, providerId, JSON.stringify(sealed), expiresAt];
    await this.#database.transaction(organizationId, (em) => em.execute(sql, values));
    return row.id;
  }

  /** The same, and it is gone. */
  async take({ id: providerId, organizationId }: IdentityProvider, id: string): Promise<LoginProof | undefined> {
    const sql = 'delete from access.sso_logins where id = ? and provider_id = ? returning proof';
    const taken = await this.#database.transaction(organizationId, (em) => em.execute(sql, [id, providerId]));
    const [row] = rows.parse(taken);
    return row && proof.parse(JSON.parse(await this.#secretBox.open(ssoLogin, { organizationId, id }, row.proof)));
  }
}
