import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { ApiKey } from '../entities/api-key.js';

const keys = connectionOf(ApiKey);

@RequiresScopes('keys:admin')
@ObjectType()
export class ApiKeyEdge extends keys.Edge {}

@RequiresScopes('keys:admin')
@ObjectType()
export class ApiKeyConnection extends keys.connection(ApiKeyEdge) {}

@RequiresScopes('keys:admin')
@ObjectType({ description: 'A key with its secret, which is told this once.' })
export class IssuedApiKey {
  @Field(() => ApiKey)
  apiKey!: ApiKey;

  @Field(() => String, { description: 'What goes into `authorization: Bearer …`. Nobody can look it up later.' })
  secret!: string;
}

@InputType()
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What it is for; 200 characters at most.' })
  name!: string;

  @Field(() => [String], { description: 'What it may do; nothing that you may not.' })
  scopes!: string[];

  @Field(() => Date, { nullable: true, description: 'In the future. Null: never.' })
  expiresAt?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls a minute, 1 to 1,000,000. Null: what the hub allows everyone.',
  })
  rateLimitPerMinute?: number | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Where it may be used from: addresses and CIDR blocks, 100 at most. Empty or null: anywhere.',
  })
  allowedAddresses?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'The partner connection whose view of the graph it opens.' })
  partnerId?: string | null;
}

@InputType()
export class ApiKeyFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only keys that are good, or only those that are not.' })
  active?: boolean | null;

  @Field(() => ID, { nullable: true })
  partnerId?: string | null;
}
