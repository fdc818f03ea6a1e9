import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { TenantEntity } from '../../../../platform/database/tenant-entity.js';

/** An operation that a partner may send by the hash of its document; one that has to, sends nothing else. */
@Entity({ schema: 'integrations', tableName: 'partner_operations' })
export class RegisteredOperation extends TenantEntity {
  @Property({ type: 'uuid' })
  connectionId!: string;

  /** SHA-256 of the document, in hex. */
  @Property({ type: 'text' })
  documentId!: string;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  document!: string;
}
