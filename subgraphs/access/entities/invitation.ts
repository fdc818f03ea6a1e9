import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

/** Lets whoever has its token set a user's password, once. */
@Entity({ schema: 'access', tableName: 'invitations' })
export class Invitation extends TenantEntity {
  @Property({ type: 'uuid' })
  userId!: string;

  @Property({ type: 'blob' })
  tokenHash!: Buffer;

  @Property({ type: 'timestamptz', length: 3 })
  expiresAt!: Date;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  usedAt: Date | null = null;
}
