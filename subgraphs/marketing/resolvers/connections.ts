import { ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { Touch } from '../timeline/touch.js';

const contacts = connectionOf(Contact);

@ObjectType()
export class ContactEdge extends contacts.Edge {}

@ObjectType()
export class ContactConnection extends contacts.connection(ContactEdge) {}

const leads = connectionOf(Lead);

@ObjectType()
export class LeadEdge extends leads.Edge {}

@ObjectType()
export class LeadConnection extends leads.connection(LeadEdge) {}

const consents = connectionOf(Consent);

@ObjectType()
export class ConsentEdge extends consents.Edge {}

@ObjectType()
export class ConsentConnection extends consents.connection(ConsentEdge) {}

const touches = connectionOf(Touch);

@ObjectType()
export class TouchEdge extends touches.Edge {}

@ObjectType()
export class TouchConnection extends touches.connection(TouchEdge) {}
