import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Contact } from '../entities/contact.js';
import { Intervention } from '../entities/intervention.js';
import { contactByEmail } from './loaders.js';

/** What marketing adds to an intervention. */
@Resolver(() => Intervention)
export class InterventionResolver {
  @Directive('@requires(fields: "beneficiary { email }")')
  @RequiresScopes(['marketing:read', 'interventions:read'], ['marketing:read', 'interventions:write'])
  @FieldResolver(() => Contact, { nullable: true, description: 'The contact with the beneficiary’s e-mail address.' })
  async contact(@Ctx() context: RequestContext, @Root() { beneficiary }: Intervention): Promise<Contact | null> {
    const email = beneficiary?.email;
    return email ? ((await context.load(contactByEmail, email)) ?? null) : null;
  }
}
