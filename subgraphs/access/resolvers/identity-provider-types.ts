import { Field, ID, InputType, Int } from 'type-graphql';
import { Role } from '../entities/role.js';

@InputType()
export class RoleMappingInput {
  @Field(() => String, { description: 'As the provider names it, compared exactly.' })
  group!: string;

  @Field(() => [Role])
  roles!: Role[];
}

@InputType()
export class OidcSettingsInput {
  @Field(() => String)
  clientId!: string;

  @Field(() => String, { nullable: true, description: 'Never shown again. Left out: the one that is there stays.' })
  clientSecret?: string | null;

  @Field(() => [String], { defaultValue: ['openid', 'email', 'profile'] })
  scopes!: string[];
}

@InputType()
export class SamlSettingsInput {
  @Field(() => String, { description: 'Where sign-ins are sent to (HTTP-Redirect).' })
  ssoUrl!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where people are sent to sign out, and answers to its own sign-outs (HTTP-Redirect).',
  })
  sloUrl?: string | null;

  @Field(() => [String], { description: 'X.509, PEM or base64: what the provider signs with, the next one too.' })
  certificates!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'Where people go who start at the provider. Null: only sign-ins that were asked for are taken.',
  })
  startUrl?: string | null;

  @Field(() => Boolean, { defaultValue: true })
  assertionSigned!: boolean;

  @Field(() => Boolean, { defaultValue: true })
  audienceRequired!: boolean;

  @Field(() => Boolean, { defaultValue: false })
  requestsSigned!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: 'Only for a provider that can do no better.' })
  sha1Accepted!: boolean;

  @Field(() => String, { nullable: true })
  serviceEntityId?: string | null;

  @Field(() => String, { nullable: true })
  serviceAcsUrl?: string | null;
}

@InputType({ description: 'A whole identity provider: what is left out is as if it had never been set.' })
export class SaveIdentityProviderInput {
  @Field(() => ID, { nullable: true, description: 'Which one to change; left out, a new one is made.' })
  id?: string | null;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;

  @Field(() => String, { description: 'Unique within the organization; what people see on the sign-in page.' })
  name!: string;

  @Field(() => String, { description: 'The issuer of OpenID Connect (an https URL), the entity id of SAML.' })
  issuer!: string;

  @Field(() => [String], { description: 'Whose e-mail addresses it may speak for: `example.org`.' })
  domains!: string[];

  @Field(() => Boolean, { defaultValue: false })
  createUsers!: boolean;

  @Field(() => [Role], { defaultValue: [] })
  defaultRoles!: Role[];

  @Field(() => String, { defaultValue: 'groups' })
  groupsClaim!: string;

  @Field(() => [RoleMappingInput], { defaultValue: [] })
  roleMapping!: RoleMappingInput[];

  @Field(() => OidcSettingsInput, { nullable: true, description: 'This or `saml`.' })
  oidc?: OidcSettingsInput | null;

  @Field(() => SamlSettingsInput, { nullable: true })
  saml?: SamlSettingsInput | null;
}
