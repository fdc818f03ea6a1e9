import type { Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** What a vendor answered to a question, kept for a while; and, while it is asked, that it is. */
@Entity({ schema: 'integrations', tableName: 'lookup_answers' })
export class LookupAnswer {
  @PrimaryKey({ type: 'uuid' })
  connectionId!: string;

  @PrimaryKey({ type: 'text' })
  lookup!: string;

  /** The digest of what was asked: the names and addresses themselves are not kept. */
  @PrimaryKey({ type: 'text' })
  question!: string;

  @Property({ type: 'uuid' })
  organizationId!: string;

  @Property({ type: 'jsonb', nullable: true })
  facts: Record<string, unknown> | null = null;

  @Property({ type: 'timestamptz', length: 3, nullable: true })
  checkedAt: Date | null = null;

  @Property({ type: 'timestamptz', length: 3 })
  expiresAt: Date & Opt = new Date(0);

  /** Somebody asks the vendor until then; the others wait for the answer. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  askingUntil: Date | null = null;
}
