import { GraphQLJSON } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { EntityManager } from '../../../platform/database/database.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { Touch } from '../timeline/touch.js';
import { PersonExport } from './person-export.js';

const contactsOf = async (em: EntityManager, { email }: PersonExport): Promise<Contact[]> =>
  email == null ? [] : em.find(Contact, { email });

/** What marketing holds on a person. */
@Resolver(() => PersonExport)
export class PersonExportResolver {
  @Directive('@requires(fields: "email")')
  @FieldResolver(() => [ID], { description: 'The contacts that are the person.' })
  async contactIds(@Ctx() { em }: RequestContext, @Root() person: PersonExport): Promise<string[]> {
    return (await contactsOf(em, person)).map(({ id }) => id);
  }

  @Directive('@requires(fields: "email")')
  @FieldResolver(() => [ID], { description: 'The leads of these contacts.' })
  async leadIds(@Ctx() { em }: RequestContext, @Root() person: PersonExport): Promise<string[]> {
    const contacts = await contactsOf(em, person);
    const leads = await em.find(Lead, { contactId: { $in: contacts.map(({ id }) => id) } });
    return leads.map(({ id }) => id);
  }

  @Directive('@requires(fields: "email")')
  @FieldResolver(() => GraphQLJSON, { description: 'Contacts, leads, consents and timelines.' })
  async marketing(@Ctx() { em }: RequestContext, @Root() person: PersonExport): Promise<object> {
    const contacts = await contactsOf(em, person);
    const theirs = { contactId: { $in: contacts.map(({ id }) => id) } };
    const [leads, consents] = [await em.find(Lead, theirs), await em.find(Consent, theirs)];
    const touches = await em.find(Touch, theirs, { orderBy: { at: 'asc', id: 'asc' } });
    return {
      contacts: contacts.map(({ id, firstName, lastName, email, phone, tags, clientSince, createdAt }) => ({
        id,
        firstName,
        lastName,
        email,
        phone,
        tags,
        clientSince,
        createdAt,
      })),
      leads: leads.map(({ id, contactId, source, status, score, notes, lossReason, createdAt, closedAt }) => ({
        id,
        contactId,
        source,
        status,
        score,
        notes,
        lossReason,
        createdAt,
        closedAt,
      })),
      consents: consents.map(({ contactId, purpose, granted, at, givenBy, source, wording, evidence }) => ({
        contactId,
        purpose,
        granted,
        at,
        givenBy,
        source,
        wording,
        evidence,
      })),
      timeline: touches.map(({ contactId, at, title, source }) => ({ contactId, at, title, source })),
    };
  }
}
