import type { Opt } from '@mikro-orm/core';
import { Embedded, Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { PostalAddress } from './postal-address.js';

@Entity({ schema: 'billing', tableName: 'companies' })
@ObjectType({ description: 'A company of the organization: who quotes and invoices are from.' })
@Directive('@key(fields: "id")')
export class Company extends VersionedEntity {
  @Field(() => String)
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'As registered, when it is not the name.' })
  @Property({ type: 'text', nullable: true })
  legalName: string | null = null;

  @Field(() => String, { nullable: true, description: 'Nine digits.' })
  @Property({ type: 'text', nullable: true })
  siren: string | null = null;

  @Field(() => String, { nullable: true, description: 'Fourteen digits; the SIREN and the establishment.' })
  @Property({ type: 'text', nullable: true })
  siret: string | null = null;

  @Field(() => String, { nullable: true, description: 'VAT number with its country, like FR40303265045.' })
  @Property({ type: 'text', nullable: true })
  vatNumber: string | null = null;

  @Field(() => PostalAddress, { nullable: true })
  @Embedded(() => PostalAddress, { object: true, nullable: true })
  address: PostalAddress | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  iban: string | null = null;

  @Field(() => String, { description: 'How its invoice numbers start: FAC-2025-0001.' })
  @Property({ type: 'text' })
  invoicePrefix: string & Opt = 'FAC';
}
