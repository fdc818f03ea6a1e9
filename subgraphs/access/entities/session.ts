import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

@Entity({ schema: 'access', tableName: 'sessions' })
@ObjectType({ description: 'A person signed in with one browser.' })
@Directive('@key(fields: "id")')
@RequiresScopes('users:admin')
export class Session extends TenantEntity {
  @Property({ type: 'uuid' })
  userId!: string;

  /** What the authorization server calls it; says nothing of the cookie. */
  @Property({ type: 'text' })
  uid!: string;

  @Field(() => String, { description: 'How they signed in: `pwd`, or the id of the identity provider.' })
  @Property({ type: 'text' })
  method!: string;

  @Field(() => String, { nullable: true, description: 'The IP address they signed in from.' })
  @Property({ type: 'text', nullable: true })
  address: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  userAgent: string | null = null;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  lastSeenAt!: Date;

  @Field(() => Date)
  @Property({ type: 'timestamptz', length: 3 })
  expiresAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was ended before its time.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  endedAt: Date | null = null;
}
