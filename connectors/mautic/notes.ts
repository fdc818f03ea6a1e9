import type { Asked, KnownSubject, Prepared, Receipt } from '../../platform/connectors/connector.js';
import type { MauticPaymentQuery, MauticQuoteQuery } from '../../schema/operations.js';
import { addNote, findNote, type Session } from './client.js';
import { contactIdOf, nothingToDo } from './people.js';
import type { Settings } from './settings.js';

export interface NotePayload {
  contact: number;
  text: string;
  /** At the end of the text: by it the note is found again. */
  key: string;
  /** When it happened, ISO 8601. */
  at: string;
}

interface Happened {
  customer: { id: string; contact: { id: string } | null };
  what: string;
  key: string;
  at: string;
}

function note(happened: Happened | null, known: KnownSubject): Prepared<NotePayload> {
  if (!happened) return nothingToDo;
  const { customer, what, key, at } = happened;
  const { contact } = customer;
  if (!contact) {
    const violations = [{ field: 'customer.contact', message: 'is needed: Mautic knows contacts' }];
    return { ready: false, reason: 'missing data', violations, awaits: customer.id };
  }
  const mark = `[passerelle ${key}]`;
  return { ready: true, payload: { contact: contactIdOf(known, contact), text: `${what} ${mark}`, key: mark, at } };
}

const money = ({ amount, currency }: { amount: number; currency: string }): string =>
  new Intl.NumberFormat('fr-FR', { style: 'currency', currency }).format(amount / 100);

export function paymentNote({ payment }: MauticPaymentQuery, known: KnownSubject, _asked: Asked<Settings>) {
  if (!payment) return note(null, known);
  const { id, amount, receivedAt: at, invoice } = payment;
  const verb = amount.amount < 0 ? 'Remboursement de' : 'Paiement reçu :';
  const sum = money({ ...amount, amount: Math.abs(amount.amount) });
  const what = `${verb} ${sum} (facture ${invoice.number ?? ''})`;
  return note({ customer: invoice.customer, what, key: `payment:${id}`, at }, known);
}

export function signedNote({ quote }: MauticQuoteQuery, known: KnownSubject, _asked: Asked<Settings>) {
  if (quote?.status !== 'SIGNED' || !quote.signedAt) return note(null, known);
  const { id, number, signedAt: at, signedBy, customer } = quote;
  const what = `Devis ${number} signé${signedBy ? ` par ${signedBy}` : ''}`;
  return note({ customer, what, key: `quote-signed:${id}`, at }, known);
}

export async function writeNote(session: Session, { contact, text, at }: NotePayload): Promise<Receipt> {
  const id = await addNote(session, { lead: contact, text, dateTime: at });
  return { externalId: String(id), vendorStatus: null };
}

/** Mautic takes the same note twice. */
export async function findWritten(session: Session, { contact, key }: NotePayload): Promise<Receipt | null> {
  const found = await findNote(session, contact, key);
  return found && { externalId: String(found.id), vendorStatus: null };
}
