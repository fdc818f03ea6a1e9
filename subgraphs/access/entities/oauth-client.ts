import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';

@Entity({ schema: 'access', tableName: 'oauth_clients' })
@ObjectType('OAuthClient', {
  description: 'A program that asks for tokens: its own, or to act for a person who signs in.',
})
@Directive('@key(fields: "id")')
@RequiresScopes('oauth:admin')
export class OAuthClient extends TenantEntity {
  @Field(() => ID, { description: 'The `client_id` of OAuth 2.0.' })
  @Property({ type: 'text' })
  clientId!: string;

  @Field(() => String, { description: 'What people see when it asks for their consent.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it can keep a secret: a server can, a browser or a phone cannot.' })
  @Property({ type: 'boolean' })
  confidential!: boolean;

  @Property({ type: 'blob', nullable: true })
  secretHash: Buffer | null = null;

  /** Of the secret before the last rotation, until `previousValidUntil`. */
  @Property({ type: 'blob', nullable: true })
  previousSecretHash: Buffer | null = null;

  @Field(() => Date, { nullable: true, description: 'Until when the secret before the last rotation is still good.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  previousValidUntil: Date | null = null;

  @Field(() => [String], { description: 'Where people are sent back to; compared exactly.' })
  @Property({ type: 'text[]' })
  redirectUris!: string[];

  @Field(() => [String], { description: 'authorization_code, refresh_token, client_credentials' })
  @Property({ type: 'text[]' })
  grantTypes!: string[];

  @Field(() => [String], {
    description: 'The most that its tokens may do; of a person’s, no more than the person may.',
  })
  @Property({ type: 'text[]' })
  scopes!: string[];

  @Field(() => ID, { nullable: true, description: 'Who made it; null when it was the operator, by the command.' })
  @Property({ type: 'text', nullable: true })
  createdBy: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  createdByName: string | null = null;
}
