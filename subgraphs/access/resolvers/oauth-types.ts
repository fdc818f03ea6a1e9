import { Field, InputType, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { OAuthClient } from '../entities/oauth-client.js';

const clients = connectionOf(OAuthClient);

@RequiresScopes('oauth:admin')
@ObjectType()
export class OAuthClientEdge extends clients.Edge {}

@RequiresScopes('oauth:admin')
@ObjectType()
export class OAuthClientConnection extends clients.connection(OAuthClientEdge) {}

@RequiresScopes('oauth:admin')
@ObjectType({ description: 'A client with its secret, which is told this once.' })
export class IssuedOAuthClient {
  @Field(() => OAuthClient)
  client!: OAuthClient;

  @Field(() => String, { nullable: true, description: 'The `client_secret`; null for a public client.' })
  secret!: string | null;
}

@InputType()
export class CreateOAuthClientInput {
  @Field(() => String, { description: 'What people see when it asks for their consent.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it can keep a secret: a server can, a browser or a phone cannot.' })
  confidential!: boolean;

  @Field(() => [String], {
    defaultValue: [],
    description: 'Where people are sent back to, exactly: https, or http to the machine itself.',
  })
  redirectUris!: string[];

  @Field(() => [String], { description: 'The most that its tokens may do; nothing that you may not.' })
  scopes!: string[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it has tokens of its own too (client credentials), for which nobody signs in.',
  })
  machine!: boolean;
}
