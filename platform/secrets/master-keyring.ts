import { HubError } from '../errors/hub-error.js';
import type { MasterKey } from './master-key.js';

/** Something was made under a version of the master key that this process was not given. */
export class MasterKeyMissingError extends HubError {
  readonly code = 'MASTER_KEY_MISSING';
  readonly httpStatus = 500;
}

/** The versions of the master key that this process knows: one, and during a rotation the one before as well. */
export interface MasterKeyring {
  /** Every one, the newest first; never empty. */
  all(): readonly [MasterKey, ...MasterKey[]];
  /** Looks once more where the keys come from when it is not known. @throws MasterKeyMissingError naming the version */
  byId(id: string): MasterKey;
  /** Makes a new version and keeps it where the others are; `null` where people keep them. */
  addVersion: (() => MasterKey) | null;
}

interface KeySource {
  /** For people: where a missing version belongs. */
  place: string;
  /** Every version, the newest first. */
  read(): readonly [MasterKey, ...MasterKey[]];
  addVersion?: () => MasterKey;
}

export function createMasterKeyring({ place, read, addVersion }: KeySource): MasterKeyring {
  let known = read();
  const find = (id: string) => known.find((key) => key.id === id);
  return {
    all: () => known,
    byId(id) {
      if (!find(id)) known = read();
      const found = find(id);
      if (found) return found;
      const versions = known.map((key) => key.id).join(', ');
      throw new MasterKeyMissingError(
        `Version ${id} of the master key is needed, and only ${versions} is known here. It belongs into ${place}.`,
      );
    },
    addVersion:
      addVersion === undefined
        ? null
        : () => {
            const made = addVersion();
            known = read();
            return made;
          },
  };
}
