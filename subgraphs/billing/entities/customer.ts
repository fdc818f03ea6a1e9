import { Embedded, Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { CustomerKind } from './customer-kind.js';
import { PostalAddress } from './postal-address.js';

@Entity({ schema: 'billing', tableName: 'customers' })
@ObjectType({ description: 'Who quotes and invoices are for.' })
@Directive('@key(fields: "id")')
export class Customer extends VersionedEntity {
  @Field(() => CustomerKind)
  @Enum({ items: () => CustomerKind, type: 'text' })
  kind: CustomerKind = CustomerKind.PERSON;

  @Field(() => String, { description: 'Of the person or the company, as it stands on an invoice.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  email: string | null = null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  @Property({ type: 'text', nullable: true })
  phone: string | null = null;

  @Field(() => PostalAddress, { nullable: true })
  @Embedded(() => PostalAddress, { object: true, nullable: true })
  address: PostalAddress | null = null;

  @Property({ type: 'uuid', nullable: true })
  contactId: string | null = null;
}
