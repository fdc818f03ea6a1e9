import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

@Entity({ schema: 'interventions', tableName: 'holds' })
@RequiresScopes('privacy:admin')
@ObjectType({ description: 'A legal hold: while it stands, the person’s data are not erased.' })
export class Hold extends TenantEntity {
  @Field(() => ID, { nullable: true, description: 'Whose beneficiary it is, when it was placed by an intervention.' })
  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Who it is, when it was placed by an e-mail address. Gone once the person was erased.',
  })
  @Property({ type: 'text', nullable: true })
  email: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  reason!: string;

  @Field(() => Date, { nullable: true, description: 'When it ends by itself; null when somebody has to release it.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  until: Date | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  placedBy!: string;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  releasedAt: Date | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  releasedBy: string | null = null;
}
