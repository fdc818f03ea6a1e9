import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

/** What of ours is called what at a vendor: one record there for one subject here, on one connection. */
@Entity({ schema: 'integrations', tableName: 'external_records' })
@ObjectType({ description: 'What something of ours is called at a vendor.' })
export class ExternalRecord extends TenantEntity {
  @Property({ type: 'uuid' })
  connectionId!: string;

  @Property({ type: 'text' })
  recordType!: SubjectType;

  @Field(() => String, { description: 'The vendor’s id for it.' })
  @Property({ type: 'text' })
  externalId!: string;

  @Property({ type: 'uuid' })
  subjectId!: string;

  /** The shared fields as both sides last had them: what the next changes are compared with. `null`: never compared. */
  @Property({ type: 'jsonb', nullable: true })
  base: Record<string, unknown> | null = null;

  /** When the vendor last changed it, as far as it was heard of. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  remoteUpdatedAt: Date | null = null;

  /** Since when it is compared no more, as the person it tells of was erased. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  erasedAt: Date | null = null;
}
