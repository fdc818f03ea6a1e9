import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import { AttemptOutcome } from './delivery-status.js';

/** What one request carried, field by field, as digests: kept when the attempt itself is forgotten. */
@Entity({ schema: 'integrations', tableName: 'sent_payloads' })
export class SentPayload extends TenantEntity {
  @Property({ type: 'uuid' })
  connectionId!: string;

  @Property({ type: 'uuid' })
  deliveryId!: string;

  @Property({ type: 'uuid', unique: true })
  attemptId!: string;

  @Property({ type: 'integer' })
  attemptNumber!: number;

  @Property({ type: 'uuid' })
  subjectId!: string;

  /** By where in the subject the values come from; of a list, one for each item. */
  @Property({ type: 'jsonb' })
  digests!: Record<string, string[]>;

  /** Once the attempt is no longer kept; until then the attempt has it. */
  @Enum({ items: () => AttemptOutcome, type: 'text', nullable: true })
  outcome: AttemptOutcome | null = null;
}
