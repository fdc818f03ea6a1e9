import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { z } from 'zod';
import { signingKeys } from '../../../platform/access/signing-keys.js';
import type { Database, EntityManager } from '../../../platform/database/database.js';
import { firstOrganizationId as organizationId } from '../../../platform/database/first-organization.js';
import type { SealedSecret, SecretBox } from '../../../platform/secrets/secret-box.js';

const dayMs = 24 * 60 * 60 * 1_000;
/** How long a key signs, and for how long after that what it signed is still about. */
const signsMs = 90 * dayMs;
const shownMs = signsMs + 30 * dayMs;
/** How old a key has to be before it signs: by then every gateway shows it. */
const settledMs = 5 * 60 * 1_000;

const stored = z.array(
  z.object({
    id: z.uuid(),
    sealed: z.custom<SealedSecret>((value) => typeof value === 'object'),
    created_at: z.coerce.date(),
  }),
);
type StoredKey = z.infer<typeof stored>[number];

const generate = promisify(generateKeyPair);

/**
 * The keys of ID tokens (RS256), with their private parts, in the order they are to be used in: the first one signs. A key is
 * made when there is none and when the newest has signed for 90 days; 30 days later the old one goes.
 */
export async function loadSigningKeys(database: Database, secretBox: SecretBox, now: Date): Promise<JWK[]> {
  const read = async (em: EntityManager): Promise<StoredKey[]> =>
    stored.parse(
      await em.execute('select id, sealed, created_at from access.signing_keys order by created_at desc, id'),
    );
  const isDue = ([newest]: StoredKey[]) => !newest || newest.created_at.getTime() < now.getTime() - signsMs;

  let keys = await database.read(organizationId, read);
  if (isDue(keys)) {
    const made = await makeKey(secretBox);
    keys = await database.transaction(organizationId, async (em) => {
      await em.execute("select pg_advisory_xact_lock(hashtext('passerelle.signing-keys'))");
      // Another gateway may have been faster.
      if (isDue(await read(em))) {
        const insert =
          'insert into access.signing_keys (id, organization_id, kid, sealed, created_at) values (?, ?, ?, ?, ?)';
        await em.execute(insert, [made.id, organizationId, made.kid, JSON.stringify(made.sealed), now]);
        const old = new Date(now.getTime() - shownMs);
        await em.execute('delete from access.signing_keys where created_at < ?', [old]);
      }
      return read(em);
    });
  }
  const settled = keys.filter(({ created_at: at }) => at.getTime() <= now.getTime() - settledMs);
  const inOrder = [...settled, ...keys.filter((key) => !settled.includes(key))];
  return Promise.all(
    inOrder.map(async ({ id, sealed }) =>
      z.custom<JWK>().parse(JSON.parse(await secretBox.open(signingKeys, { organizationId, id }, sealed))),
    ),
  );
}

async function makeKey(secretBox: SecretBox): Promise<{ id: string; kid: string; sealed: SealedSecret }> {
  const { privateKey } = await generate('rsa', { modulusLength: 2_048 });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const id = randomUUID();
  const text = JSON.stringify({ ...jwk, kid, use: 'sig', alg: 'RS256' });
  return { id, kid, sealed: await secretBox.seal(signingKeys, { organizationId, id }, text) };
}
