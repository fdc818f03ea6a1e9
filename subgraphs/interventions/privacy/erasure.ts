import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import type { ErasurePart } from '../../../platform/events/erasure-part.js';

/** A part, with the moment when it was done. */
export type DonePart = ErasurePart & { doneAt: string };

/** The subgraphs that hold data of people, each of which has to say that it is done. */
export const holders = ['interventions', 'integrations', 'marketing', 'billing'] as const;

/** The erasure of one person's data. It names no person: what is left to say is which dossiers they were. */
@Entity({ schema: 'interventions', tableName: 'erasures' })
@RequiresScopes('privacy:admin')
@ObjectType({ description: 'The erasure of one person’s data: what went where, what was kept, and why.' })
export class Erasure extends TenantEntity {
  @Field(() => [ID], { description: 'The person’s interventions.' })
  @Property({ type: 'jsonb' })
  interventionIds: string[] & Opt = [];

  /** How the others know the person; `null` where no address is known, and once all are done. */
  @Property({ type: 'text', nullable: true })
  emailDigest: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  requestedBy!: string;

  @Field(() => Date, { nullable: true, description: 'When the last subgraph was done.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  completedAt: Date | null = null;

  @Property({ type: 'jsonb' })
  parts: DonePart[] & Opt = [];

  @Field(() => [String], { description: 'The subgraphs that are not done yet.' })
  get waitingFor(): string[] & Opt {
    return holders.filter((name) => !this.parts.some(({ subgraph }) => subgraph === name));
  }
}
