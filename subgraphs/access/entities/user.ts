import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { scopesOf } from '../../../platform/access/roles.js';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { Role } from './role.js';

@Entity({ schema: 'access', tableName: 'users' })
@ObjectType({ description: 'A person of the organization who may sign in.' })
@Directive('@key(fields: "id")')
@RequiresScopes('users:admin')
export class User extends VersionedEntity {
  @Field(() => String, { description: 'Unique within the organization; kept in lower case.' })
  @Property({ type: 'text' })
  email!: string;

  @Field(() => String)
  @Property({ type: 'text' })
  name!: string;

  @Field(() => [Role])
  @Property({ type: 'text[]' })
  roles!: Role[];

  /** argon2id; null before the invitation is taken up, and for who signs in elsewhere. */
  @Property({ type: 'text', nullable: true })
  passwordHash: string | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  lastSignInAt: Date | null = null;

  @Field(() => Date, { nullable: true, description: 'Since when they may no longer come in.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  deactivatedAt: Date | null = null;

  @Field(() => Boolean, { description: 'Whether they can sign in with a password.' })
  get hasPassword(): boolean & Opt {
    return this.passwordHash !== null;
  }

  @Field(() => [String], { description: 'What the roles let them do.' })
  get scopes(): string[] & Opt {
    return scopesOf(this.roles);
  }
}
