import type { Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { SealedSecret } from '../../../platform/secrets/secret-box.js';

/** The access token of a connection, shared by all workers. The row is the lock: whoever renews holds it. */
@Entity({ schema: 'integrations', tableName: 'access_tokens' })
export class AccessToken {
  @PrimaryKey({ type: 'uuid' })
  connectionId!: string;

  @Property({ type: 'uuid' })
  organizationId!: string;

  @Property({ type: 'jsonb', nullable: true })
  token: SealedSecret | null = null;

  /** Not used after this moment, which is before it expires. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  renewAt: Date | null = null;

  /** Goes up with each renewal: a refused token is only thrown away by those who used this very one. */
  @Property({ type: 'integer' })
  generation: number & Opt = 0;
}
