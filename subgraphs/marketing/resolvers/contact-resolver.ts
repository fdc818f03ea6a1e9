import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { findById } from '../../../platform/service/find-by-id.js';
import { nestedPages } from '../../../platform/service/nested-pages.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { createContact } from '../operations/create-contact.js';
import { deleteContact } from '../operations/delete-contact.js';
import { findContacts } from '../operations/find-contacts.js';
import { recordConsent } from '../operations/record-consent.js';
import { updateContact } from '../operations/update-contact.js';
import { upsertContact } from '../operations/upsert-contact.js';
import { Touch } from '../timeline/touch.js';
import { ConsentConnection, ContactConnection, TouchConnection } from './connections.js';
import { ConsentInput, ContactFilter, ContactInput, RecordConsentInput } from './inputs.js';
import { consentsOfContact, contactByEmail, contactById, leadsOfContact } from './loaders.js';

const consentHistoryOf = nestedPages(Consent, 'contactId');
const timelineOf = nestedPages(Touch, 'contactId', { at: 'desc', id: 'desc' });

@Resolver(() => Contact)
export class ContactResolver {
  @RequiresScopes('marketing:read')
  @Query(() => Contact, { nullable: true })
  contact(@Ctx() context: RequestContext, @Arg('id', () => ID) id: string): Promise<Contact | null> {
    return findById(context, contactById, id);
  }

  @RequiresScopes('marketing:read')
  @Query(() => Contact, { nullable: true })
  async contactByEmail(
    @Ctx() context: RequestContext,
    @Arg('email', () => String) email: string,
  ): Promise<Contact | null> {
    return (await context.load(contactByEmail, email)) ?? null;
  }

  @RequiresScopes('marketing:read')
  @Query(() => ContactConnection)
  async contacts(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => ContactFilter, { nullable: true }) filter: ContactFilter | null,
  ): Promise<ContactConnection> {
    return findContacts(context.em, filter ?? {}, { first, after });
  }

  @FieldResolver(() => [Consent], {
    description: 'The last word on each purpose; none on a purpose never asked about.',
  })
  async consents(@Ctx() context: RequestContext, @Root() contact: Contact): Promise<Consent[]> {
    return (await context.load(consentsOfContact, contact.id)) ?? [];
  }

  @FieldResolver(() => [Lead], { description: 'What they are or were interested in, oldest first.' })
  async leads(@Ctx() context: RequestContext, @Root() contact: Contact): Promise<Lead[]> {
    return (await context.load(leadsOfContact, contact.id)) ?? [];
  }

  @FieldResolver(() => ConsentConnection, { description: 'Every word on every purpose, the last written down first.' })
  async consentHistory(
    @Ctx() context: RequestContext,
    @Root() contact: Contact,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<ConsentConnection> {
    return consentHistoryOf(context, contact.id, { first, after });
  }

  @FieldResolver(() => TouchConnection, {
    description: 'Everything that happened between them and the organization, in every system, the latest first.',
  })
  async timeline(
    @Ctx() context: RequestContext,
    @Root() contact: Contact,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<TouchConnection> {
    return timelineOf(context, contact.id, { first, after });
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Contact)
  createContact(
    @Ctx() context: RequestContext,
    @Arg('input', () => ContactInput) input: ContactInput,
  ): Promise<Contact> {
    return context.write((unit) => createContact(unit, input));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Contact, { description: 'Updates the contact with the e-mail address, or makes it.' })
  upsertContact(
    @Ctx() context: RequestContext,
    @Arg('input', () => ContactInput) input: ContactInput,
  ): Promise<Contact> {
    return context.write((unit) => upsertContact(unit, input));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Contact)
  updateContact(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => ContactInput) input: ContactInput,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<Contact> {
    return context.write((unit) => updateContact(unit, id, input, expectedVersion));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Boolean, { description: 'Deletes a contact who is no client, and has no leads and no consents.' })
  deleteContact(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID) id: string,
    @Arg('expectedVersion', () => Int, { nullable: true }) expectedVersion: number | null,
  ): Promise<boolean> {
    return context.write((unit) => deleteContact(unit, id, expectedVersion));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Consent, { description: 'Writes down that a contact consents to something, or refuses it.' })
  recordConsent(
    @Ctx() context: RequestContext,
    @Arg('contactId', () => ID) contactId: string,
    @Arg('input', () => RecordConsentInput) input: RecordConsentInput,
  ): Promise<Consent> {
    return context.write((unit) => recordConsent(unit, contactId, input));
  }

  @RequiresScopes('marketing:write')
  @Mutation(() => Consent, { description: 'Writes down that a contact takes a consent back.' })
  withdrawConsent(
    @Ctx() context: RequestContext,
    @Arg('contactId', () => ID) contactId: string,
    @Arg('input', () => ConsentInput) input: ConsentInput,
  ): Promise<Consent> {
    return context.write((unit) => recordConsent(unit, contactId, { ...input, granted: false }));
  }
}
