import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

@Entity({ schema: 'access', tableName: 'identities' })
@ObjectType({ description: 'Who a person is at an identity provider.' })
@RequiresScopes('users:admin')
export class Identity extends TenantEntity {
  @Property({ type: 'uuid' })
  userId!: string;

  @Field(() => String, { description: 'The id of the identity provider.' })
  @Property({ type: 'text' })
  provider!: string;

  @Field(() => String, { description: 'What the provider calls them: `sub` of OpenID Connect, the name id of SAML.' })
  @Property({ type: 'text' })
  subject!: string;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  lastSignInAt: Date | null = null;
}
