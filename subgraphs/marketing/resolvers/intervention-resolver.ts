import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Contact } from '../entities/contact.js';
import { Intervention } from '../entities/intervention.js';
import { mayRead } from '../policies/access.js';
import { contactByEmail } from './loaders.js';

/** What marketing adds to an intervention. */
@Resolver(() => Intervention)
export class InterventionResolver {
  @Directive('@requires(fields: "beneficiary { email }")')
  @FieldResolver(() => Contact, { nullable: true, description: 'The contact with the beneficiary’s e-mail address.' })
  async contact(@Ctx() context: RequestContext, @Root() { beneficiary }: Intervention): Promise<Contact | null> {
    mayRead(context.caller);
    const email = beneficiary?.email;
    return email ? ((await context.load(contactByEmail, email)) ?? null) : null;
  }
}
