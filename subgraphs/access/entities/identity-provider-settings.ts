import { Field, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { Role } from './role.js';

@RequiresScopes('users:admin')
@ObjectType({ description: 'What the members of a group are here.' })
export class RoleMapping {
  @Field(() => String, { description: 'As the provider names it, compared exactly.' })
  group!: string;

  @Field(() => [Role])
  roles!: Role[];
}

@RequiresScopes('users:admin')
@ObjectType()
export class OidcSettings {
  @Field(() => String)
  clientId!: string;

  @Field(() => [String], { description: 'Asked for at each sign-in.' })
  scopes!: string[];
}

@RequiresScopes('users:admin')
@ObjectType()
export class SamlSettings {
  @Field(() => String, { description: 'Where sign-ins are sent to (HTTP-Redirect).' })
  ssoUrl!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where people are sent to sign out, and answers to its own sign-outs (HTTP-Redirect).',
  })
  sloUrl!: string | null;

  @Field(() => [String], { description: 'X.509, PEM or base64: what the provider signs with, the next one too.' })
  certificates!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'Where people go who start at the provider. Null: only sign-ins that were asked for are taken.',
  })
  startUrl!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the assertion needs a signature of its own; if not, that of the whole response will do.',
  })
  assertionSigned!: boolean;

  @Field(() => Boolean, {
    description: 'Whether the assertion must say for whom it is. When it says so, it is held to it anyway.',
  })
  audienceRequired!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether requests to sign in are signed, with the key in the metadata; requests to sign out always are.',
  })
  requestsSigned!: boolean;

  @Field(() => Boolean, { description: 'Whether signatures and digests with SHA-1 are taken, which can be forged.' })
  sha1Accepted!: boolean;

  @Field(() => String, { nullable: true, description: 'What the provider knows the hub as. Null: the metadata’s URL.' })
  serviceEntityId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the provider sends answers when that is an address that only leads to the hub’s own.',
  })
  serviceAcsUrl!: string | null;
}
