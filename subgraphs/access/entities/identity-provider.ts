import type { Opt } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { VersionedEntity } from '../../../platform/database/versioned-entity.js';
import type { SealedSecret } from '../../../platform/secrets/secret-box.js';
import { OidcSettings, RoleMapping, SamlSettings } from './identity-provider-settings.js';
import { Role } from './role.js';

/** What a provider speaks. */
export enum IdentityProviderKind {
  Oidc = 'OIDC',
  Saml = 'SAML',
}

registerEnumType(IdentityProviderKind, { name: 'IdentityProviderKind' });

@Entity({ schema: 'access', tableName: 'identity_providers' })
@ObjectType({ description: 'Where people of the organization sign in elsewhere: OpenID Connect or SAML 2.0.' })
@RequiresScopes('users:admin')
export class IdentityProvider extends VersionedEntity {
  @Field(() => String, { description: 'What people see on the sign-in page.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'The issuer of OpenID Connect, the entity id of SAML.' })
  @Property({ type: 'text' })
  issuer!: string;

  @Field(() => [String], { description: 'Whose e-mail addresses it may speak for; others come in only once linked.' })
  @Property({ type: 'text[]' })
  domains!: string[];

  @Field(() => Boolean, { description: 'Whether somebody who is not known yet is made a user.' })
  @Property({ type: 'boolean' })
  createUsers!: boolean;

  @Field(() => [Role], { description: 'What everybody who comes from there has.' })
  @Property({ type: 'text[]' })
  defaultRoles!: Role[];

  @Field(() => String, { description: 'The claim or attribute that names groups.' })
  @Property({ type: 'text' })
  groupsClaim!: string;

  @Field(() => [RoleMapping], {
    description: 'Roles by group, set anew at each sign-in. Empty: who is there keeps their roles.',
  })
  @Property({ type: 'jsonb' })
  roleMapping!: RoleMapping[];

  @Field(() => OidcSettings, { nullable: true })
  @Property({ type: 'jsonb', nullable: true })
  oidc: OidcSettings | null = null;

  @Field(() => SamlSettings, { nullable: true })
  @Property({ type: 'jsonb', nullable: true })
  saml: SamlSettings | null = null;

  /** Of OpenID Connect alone. */
  @Property({ type: 'jsonb', nullable: true })
  clientSecret: SealedSecret | null = null;

  @Field(() => IdentityProviderKind)
  get kind(): IdentityProviderKind & Opt {
    return this.oidc ? IdentityProviderKind.Oidc : IdentityProviderKind.Saml;
  }

  @Field(() => String, {
    description: 'After the hub’s address: the redirect URI of OpenID Connect, the metadata of SAML.',
  })
  get path(): string & Opt {
    return this.oidc ? `/sso/oidc/${this.id}/callback` : `/sso/saml/${this.id}/metadata`;
  }
}
