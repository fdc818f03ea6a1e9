import type { Opt } from '@mikro-orm/core';
import { Embedded, Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import { Beneficiary, Document, Installer, Operation, Photo, Product, Site } from './dossier.js';
import { InterventionStatus } from './intervention-status.js';

@Entity({ schema: 'interventions', tableName: 'interventions' })
@Unique({ properties: ['organizationId', 'reference'] })
@ObjectType({ description: 'Work done, or to be done, at a customer’s home, with its whole dossier.' })
@Directive('@key(fields: "id")')
export class Intervention extends VersionedEntity {
  @Field(() => String, { description: 'Unique within the organization; the external id that vendors see.' })
  @Property({ type: 'text' })
  reference!: string;

  @Field(() => InterventionStatus)
  @Enum({ items: () => InterventionStatus, type: 'text' })
  status: InterventionStatus = InterventionStatus.DRAFT;

  @Field(() => Beneficiary)
  @Embedded(() => Beneficiary)
  beneficiary!: Beneficiary;

  @Field(() => Site)
  @Embedded(() => Site)
  site!: Site;

  @Field(() => [Operation])
  @Embedded(() => Operation, { array: true })
  operations: Operation[] & Opt = [];

  @Field(() => [Product])
  @Embedded(() => Product, { array: true })
  products: Product[] & Opt = [];

  @Field(() => [Document])
  @Embedded(() => Document, { array: true })
  documents: Document[] & Opt = [];

  @Field(() => [Photo])
  @Embedded(() => Photo, { array: true })
  photos: Photo[] & Opt = [];

  @Field(() => Installer, { nullable: true })
  @Embedded(() => Installer, { object: true, nullable: true })
  installer: Installer | null = null;

  @Field(() => Date, { nullable: true, description: 'When the installation was done.' })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  completedAt: Date | null = null;

  @Field(() => [String], { description: 'Why the dossier could not go out; empty when nothing is wrong with it.' })
  @Property({ type: 'jsonb' })
  reviewReasons: string[] & Opt = [];

  @Field(() => Boolean, { description: 'Somebody has to look at it: see reviewReasons.' })
  get flaggedForReview(): boolean & Opt {
    return this.reviewReasons.length > 0;
  }

  get signedDocumentTypes(): string[] & Opt {
    return this.documents.filter((document) => document.signedAt !== null).map((document) => document.type);
  }
}
