import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { invalidInput } from '../errors/violations.js';
import type { MasterKey } from '../secrets/master-key.js';
import type { MasterKeyring } from '../secrets/master-keyring.js';
import { isUuid } from '../service/is-uuid.js';
import { FileLinkExpiredError, FileLinkRefusedError } from './errors.js';

/** What a link is for. */
export interface LinkedFile {
  id: string;
  organizationId: string;
}

/** Links that open one file to whoever has them, without a key, until they expire. */
export interface FileLinks {
  /**
   * @param options.expiresInSeconds 60 to 2,592,000 (30 days)
   * @throws InvalidInputError when it is not
   */
  link(file: LinkedFile, options: { expiresInSeconds: number }): string;
  /**
   * For those who fetch in their own time: good for 7 to 8 days, and the same all day, so that what holds it does not
   * change each time it is read.
   */
  lastingLink(file: LinkedFile): string;
  /**
   * @param id as it stands in the link's path
   * @param query the link's parameters, as they came
   * @throws FileLinkRefusedError unless the link was made here
   * @throws FileLinkExpiredError
   */
  verifyLink(id: string, query: unknown): LinkedFile;
}

export interface FileLinksOptions {
  keyring: MasterKeyring;
  /** How outsiders reach the gateway: scheme, host and port. */
  origin: string;
  now(): Date;
}

export const linkSeconds = { min: 60, max: 30 * 86_400 } as const;

/** Below it, each file has its link. */
export const linkPath = '/files';

const daySeconds = 86_400;
const lastingDays = 7;

const parameters = z.strictObject({
  organization: z.string().refine(isUuid),
  expires: z.string().regex(/^[1-9]\d{9,11}$/),
  signature: z.string().max(400),
});

/**
 * A signature is an HMAC (SHA-256) over all that the link says. As for calls between services there is one for each
 * version of the master key: of the processes that read the link, some may know only one of them.
 */
export function createFileLinks({ keyring, origin, now }: FileLinksOptions): FileLinks {
  const linkUntil = (file: LinkedFile, expires: number) => {
    const said = saidOf(file, String(expires));
    const signature = keyring.all().map((key) => `${key.id}.${macOf(key, said)}`);
    const query = new URLSearchParams({
      organization: file.organizationId,
      expires: String(expires),
      signature: signature.join('~'),
    });
    return `${origin}${linkPath}/${file.id}?${query}`;
  };
  const seconds = () => Math.floor(now().getTime() / 1_000);

  return {
    link(file, { expiresInSeconds }) {
      const { min, max } = linkSeconds;
      if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < min || expiresInSeconds > max) {
        throw invalidInput([{ field: 'expiresIn', message: `must be ${min} to ${max} seconds` }]);
      }
      return linkUntil(file, seconds() + expiresInSeconds);
    },
    lastingLink: (file) => linkUntil(file, (Math.ceil(seconds() / daySeconds) + lastingDays) * daySeconds),
    verifyLink(id, query) {
      const given = parameters.safeParse(query);
      if (!given.success) throw refused();
      const { organization: organizationId, expires, signature } = given.data;
      const said = saidOf({ id, organizationId }, expires);
      if (!signature.split('~').some((one) => isSignedWith(keyring, one, said))) throw refused();
      if (Number(expires) <= seconds()) throw new FileLinkExpiredError('The link has expired: ask for a new one.');
      return { id, organizationId };
    },
  };
}

const refused = () => new FileLinkRefusedError('This is no link that was made here.');

const saidOf = ({ id, organizationId }: LinkedFile, expires: string) => JSON.stringify([organizationId, id, expires]);

const macOf = (key: MasterKey, said: string): string =>
  createHmac('sha256', key.derive('file-links')).update(said).digest('base64url');

function isSignedWith(keyring: MasterKeyring, signature: string, said: string): boolean {
  const [, version, mac] = /^([0-9a-f]{12})\.([\w-]{43})$/.exec(signature) ?? [];
  const key = keyring.all().find(({ id }) => id === version);
  // As text: the last character of a MAC has bits that nothing depends on.
  return key !== undefined && mac !== undefined && timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, said)));
}
