import { createHash, randomBytes } from 'node:crypto';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { TenantEntity } from '../../platform/database/tenant-entity.js';
import type { Scope } from '../../platform/service/scopes.js';

@Entity({ schema: 'access', tableName: 'api_keys' })
export class ApiKey extends TenantEntity {
  @Property({ type: 'text' })
  name!: string;

  /** The beginning of the key, by which people tell keys apart. */
  @Property({ type: 'text' })
  prefix!: string;

  /** SHA-256: the key has 256 random bits, so nothing slower is needed. */
  @Property({ type: 'blob' })
  keyHash!: Buffer;

  @Property({ type: 'jsonb' })
  scopes!: Scope[];

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  expiresAt: Date | null = null;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  revokedAt: Date | null = null;
}

export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** A new key: `psk_` and 256 random bits in base64url. Shown once; only its hash is kept. */
export const generateKey = (): string => `psk_${randomBytes(32).toString('base64url')}`;
