import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { ExternalEdge } from '../lookups/edge-types.js';

@ObjectType({ description: 'A campaign at the marketing vendor, and how it does.' })
export class CampaignNumbers {
  @Field(() => ID, { description: 'The vendor’s.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Boolean)
  isActive!: boolean;

  @Field(() => Int)
  members!: number;

  @Field(() => Int, { description: 'Who was in it, and is not any more.' })
  left!: number;

  @Field(() => Int)
  emailsSent!: number;

  @Field(() => Int)
  emailsOpened!: number;

  @Field(() => Float, { nullable: true, description: 'Opened of those sent, in percent; null where none was.' })
  openRate!: number | null;
}

@ObjectType({ description: 'A segment at the marketing vendor.' })
export class SegmentNumbers {
  @Field(() => ID, { description: 'The vendor’s.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Int)
  members!: number;
}

@ObjectType({ implements: ExternalEdge })
export class CampaignStats extends ExternalEdge {
  @Field(() => CampaignNumbers, { nullable: true, description: 'Null when there is no such campaign, or no answer.' })
  campaign!: CampaignNumbers | null;
}

@ObjectType({ implements: ExternalEdge })
export class SegmentStats extends ExternalEdge {
  @Field(() => SegmentNumbers, { nullable: true, description: 'Null when there is no such segment, or no answer.' })
  segment!: SegmentNumbers | null;
}

@ObjectType({ implements: ExternalEdge, description: 'All campaigns and segments at a glance.' })
export class MarketingDashboard extends ExternalEdge {
  @Field(() => Int, { nullable: true, description: 'Contacts at the vendor.' })
  contacts!: number | null;

  @Field(() => Int, { nullable: true, description: 'Who is not to be sent e-mails.' })
  unsubscribed!: number | null;

  @Field(() => [CampaignNumbers], { nullable: true })
  campaigns!: CampaignNumbers[] | null;

  @Field(() => [SegmentNumbers], { nullable: true })
  segments!: SegmentNumbers[] | null;
}
