import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { Role } from '../entities/role.js';
import { Session } from '../entities/session.js';
import { User } from '../entities/user.js';

const users = connectionOf(User);

@RequiresScopes('users:admin')
@ObjectType()
export class UserEdge extends users.Edge {}

@RequiresScopes('users:admin')
@ObjectType()
export class UserConnection extends users.connection(UserEdge) {}

const sessions = connectionOf(Session);

@RequiresScopes('users:admin')
@ObjectType()
export class SessionEdge extends sessions.Edge {}

@RequiresScopes('users:admin')
@ObjectType()
export class SessionConnection extends sessions.connection(SessionEdge) {}

@RequiresScopes('users:admin')
@ObjectType({ description: 'A link with which a person sets a password, told this once: send it to them.' })
export class IssuedInvitation {
  @Field(() => User)
  user!: User;

  @Field(() => String, { description: 'To be put after the hub’s address.' })
  path!: string;

  @Field(() => Boolean, {
    description: 'Whether the user is sent a link of their own by e-mail; the first to be used ends the other.',
  })
  mailed!: boolean;

  @Field(() => Date)
  expiresAt!: Date;
}

@InputType()
export class InviteUserInput {
  @Field(() => String, { description: 'Unique within the organization, in whatever case.' })
  email!: string;

  @Field(() => String)
  name!: string;

  @Field(() => [Role], { description: 'None that may do what you may not.' })
  roles!: Role[];
}

@InputType()
export class UserFilter {
  @Field(() => String, { nullable: true, description: 'In the name or the e-mail address.' })
  text?: string | null;

  @Field(() => Role, { nullable: true })
  role?: Role | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those who may come in, or only those who may not.' })
  active?: boolean | null;
}

@InputType()
export class SessionFilter {
  @Field(() => ID, { nullable: true })
  userId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that last, or only those that are over.' })
  active?: boolean | null;
}
