import { z } from 'zod';
import { hashSecret } from '../../../platform/access/one-time-secret.js';
import { isPassword } from '../../../platform/access/passwords.js';
import type { Database } from '../../../platform/database/database.js';
import { normalizeEmail } from '../../../platform/service/input-rules.js';
import type { Logger } from '../../../platform/telemetry/logger.js';
import { findPersonByEmail, type Person } from './accounts.js';
import type { SignInRecord } from './sign-in-record.js';

export interface SignInAttempt {
  /** Of the program that asks; only its people can sign in for it. */
  organizationId: string;
  email: string;
  password: string;
  address: string;
  requestId: string;
}

export interface SignInServices {
  database: Database;
  record: SignInRecord;
  logger: Logger;
}

export type SignInOutcome =
  | { kind: 'welcome'; person: Person }
  | { kind: 'refused' }
  | { kind: 'too-many'; retryAfterSeconds: number };

const windowSeconds = 15 * 60;
/** Attempts in a window: of one address at one account, of everybody at one account, of one address at all accounts. */
const limits = { here: 10, account: 50, address: 100 } as const;

const counted = z.tuple([z.object({ attempts: z.number(), until: z.coerce.date() })]);

/**
 * Tries a password. The attempt is counted first, so that no number of attempts at once gets past the limits, and an unknown
 * person takes as long as a wrong password.
 */
export async function signIn(
  { database, record, logger }: SignInServices,
  attempt: SignInAttempt,
): Promise<SignInOutcome> {
  const { organizationId, address, password } = attempt;
  const email = normalizeEmail(attempt.email.replaceAll('\0', '')).slice(0, 254);
  const subjects = {
    here: hashSecret(JSON.stringify(['here', organizationId, email, address])),
    account: hashSecret(JSON.stringify(['account', organizationId, email])),
    address: hashSecret(JSON.stringify(['address', address])),
  };
  for (const scope of ['here', 'account', 'address'] as const) {
    const sql = 'select * from access.count_sign_in_attempt(?, ?)';
    const [{ attempts, until }] = counted.parse(
      await database.acrossOrganizations(sql, [subjects[scope], windowSeconds]),
    );
    if (attempts > limits[scope]) {
      return { kind: 'too-many', retryAfterSeconds: Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1_000)) };
    }
  }
  const person = await findPersonByEmail(database, organizationId, email);
  const right = await isPassword(password.slice(0, 200), person?.passwordHash ?? null);
  if (!person || !right) {
    // Not waited for: an unknown person is on no record, and the answer must not tell by its time.
    if (person) {
      record.refusal(attempt, person, 'user.sign-in-refused').catch((err: unknown) => {
        logger.error({ err, requestId: attempt.requestId }, 'a refused sign-in could not be put on record');
      });
    }
    return { kind: 'refused' };
  }
  for (const subject of [subjects.here, subjects.account]) {
    await database.acrossOrganizations('select access.forget_sign_in_attempts(?)', [subject]);
  }
  await record.write(attempt, person, 'user.signed-in', async (em) => {
    await em.execute('update access.users set last_sign_in_at = now() where id = ?', [person.id]);
    return true;
  });
  return { kind: 'welcome', person };
}
