import { z } from 'zod';
import { samlKey } from '../../../../platform/access/sso-secrets.js';
import type { Database } from '../../../../platform/database/database.js';
import type { SealedSecret, SecretBox } from '../../../../platform/secrets/secret-box.js';
import { BoundedCache } from '../../../../platform/service/bounded-cache.js';

/** What an organization's messages to its SAML providers are signed with. */
export interface SamlKey {
  /** PEM. */
  privateKey: string;
  /** Base64 of its DER. */
  certificate: string;
}

const rows = z.array(z.object({ id: z.uuid(), certificate: z.string(), private_key: z.custom<SealedSecret>() }));

/** The keys, opened once for each organization: they do not change. */
export class SamlKeys {
  readonly #database: Database;
  readonly #secretBox: SecretBox;
  readonly #known = new BoundedCache<string, SamlKey>(500);

  constructor(database: Database, secretBox: SecretBox) {
    this.#database = database;
    this.#secretBox = secretBox;
  }

  /** `null` while the organization has none: its providers were last saved before there were keys. */
  async of(organizationId: string): Promise<SamlKey | null> {
    const known = this.#known.get(organizationId);
    if (known) return known;
    const sql = 'select id, certificate, private_key from access.saml_keys';
    const [row] = rows.parse(await this.#database.read(organizationId, (em) => em.execute(sql)));
    if (!row) return null;
    const privateKey = await this.#secretBox.open(samlKey, { organizationId, id: row.id }, row.private_key);
    const key = { privateKey, certificate: row.certificate };
    this.#known.set(organizationId, key);
    return key;
  }
}
