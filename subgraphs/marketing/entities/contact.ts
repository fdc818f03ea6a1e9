import type { Opt } from '@mikro-orm/core';
import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';

@Entity({ schema: 'marketing', tableName: 'contacts' })
@Unique({ properties: ['organizationId', 'email'] })
@ObjectType({ description: 'A person the organization is in touch with.' })
@Directive('@key(fields: "id")')
export class Contact extends VersionedEntity {
  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  firstName: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  lastName: string | null = null;

  @Field(() => String, { nullable: true, description: 'Unique within the organization; kept in lower case.' })
  @Property({ type: 'text', nullable: true })
  email: string | null = null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  @Property({ type: 'text', nullable: true })
  phone: string | null = null;

  @Field(() => [String])
  @Property({ type: 'text[]' })
  tags: string[] & Opt = [];

  @Field(() => Date, { nullable: true, description: 'When a lead of theirs was first converted.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  clientSince: Date | null = null;

  @Field(() => String, { description: 'The name; without one the e-mail address or the phone number.' })
  get displayName(): string & Opt {
    const name = [this.firstName, this.lastName].filter((part) => part !== null).join(' ');
    return name || this.email || this.phone || this.id;
  }
}
