import type { Receipt } from '../../platform/connectors/connector.js';
import { VendorError } from '../../platform/connectors/vendor-error.js';
import { agrees } from './agrees.js';
import { act, createUnlessTaken, getOne, list, type Session, update } from './client.js';
import type { DocumentPayload } from './map-document.js';
import { invoicePlace, placeName } from './places.js';
import { actionsLeft, statusOf } from './statuses.js';
import { toDecimal } from './values.js';
import type { LineBody, VendorDocument } from './wire.js';

/** By which the line that evens out cents is told from the others. */
export const roundingMark = 'passerelle:rounding';

/** Its facts are what flows go by: an invoice that is SENT there is mailed. */
function receiptOf(kind: DocumentPayload['kind'], document: VendorDocument): Receipt {
  const { id, number, amount: gross, paid_to_date: paid } = document;
  const status = statusOf(kind, document);
  return { externalId: placeName(kind, id), vendorStatus: status, facts: { status, number, gross, paid } };
}

/**
 * Brings an invoice, a credit or a quote to where ours is. Its amounts are ours for as long as it is a draft there, and it
 * is one until they agree to the cent; what was sent keeps its amounts, unless they are ours for certain, and takes the rest.
 * @throws VendorError `TOTALS_DIFFER`, `NUMBER_TAKEN`, `DELETED_THERE`, `ACTION_REFUSED`
 */
export async function syncDocument(
  session: Session,
  payload: DocumentPayload,
  externalId: string | null,
): Promise<Receipt> {
  const { kind, body, status } = payload;
  const known = externalId ? await getOne(session, kind, invoicePlace(externalId).id) : null;
  if (known?.is_deleted) throw refused('DELETED_THERE', `${body.number} was deleted there.`);
  const made = known ? null : await createUnlessTaken(session, kind, body);
  let document = made ?? known ?? (await takenBy(session, payload));
  if (payload.amountsAreOurs || statusOf(kind, document) === 'DRAFT') {
    if (!made) document = await update(session, kind, document.id, body);
    document = await withOurTotal(session, payload, document);
  } else if (!known) {
    refuseOtherTotal(payload, document);
  } else {
    const { client_id, due_date, po_number, public_notes, custom_value2 } = body;
    const later = { client_id, ...(due_date && { due_date }), po_number, public_notes, custom_value2 };
    if (!agrees(later, document)) document = await update(session, kind, document.id, later);
  }
  for (const action of actionsLeft(kind, status, document)) {
    document = await act(session, kind, document, action);
    if (actionsLeft(kind, status, document).includes(action)) {
      throw refused(
        'ACTION_REFUSED',
        `${body.number} is ${statusOf(kind, document)} there: it did not take ${action}.`,
      );
    }
  }
  return receiptOf(kind, document);
}

/** The document as it was to be, by our number; `null` when it is not there, or not there yet. */
export async function findDocument(session: Session, payload: DocumentPayload): Promise<Receipt | null> {
  const { kind, body, gross, status } = payload;
  const there = await byNumber(session, payload);
  if (!there || there.amount !== gross || !agrees(body, there)) return null;
  return actionsLeft(kind, status, there).length === 0 ? receiptOf(kind, there) : null;
}

async function byNumber(session: Session, { kind, body }: DocumentPayload): Promise<VendorDocument | null> {
  const { rows } = await list(session, kind, { number: body.number, per_page: '100' });
  return rows.find(({ number, is_deleted }) => number === body.number && !is_deleted) ?? null;
}

/** Our number is taken: by an earlier attempt, or by the same that somebody typed in for the same client. */
async function takenBy(session: Session, payload: DocumentPayload): Promise<VendorDocument> {
  const { body } = payload;
  const there = await byNumber(session, payload);
  if (there && (there.custom_value1 === body.custom_value1 || there.client_id === body.client_id)) return there;
  const by = there ? 'a document of another client' : 'one that was deleted';
  throw refused('NUMBER_TAKEN', `The number ${body.number} is taken there, by ${by}.`);
}

/**
 * The server rounds VAT a line at a time, and we once for each rate: a line without tax makes up for the cents between.
 * More than that is no rounding.
 */
async function withOurTotal(
  session: Session,
  payload: DocumentPayload,
  document: VendorDocument,
): Promise<VendorDocument> {
  const { kind, body, gross } = payload;
  const cents = gross - document.amount;
  if (cents === 0) return document;
  // A cent a line at most; the last part of a quote may have some more, by which its parts make up the whole.
  if (Math.abs(cents) > body.line_items.length + 5) throw totalsDiffer(payload, document);
  const rounding: LineBody = {
    notes: 'Arrondi',
    quantity: 1,
    cost: toDecimal(cents),
    discount: 0,
    tax_name1: '',
    tax_rate1: 0,
    custom_value1: roundingMark,
  };
  const rounded = await update(session, kind, document.id, { ...body, line_items: [...body.line_items, rounding] });
  refuseOtherTotal(payload, rounded);
  return rounded;
}

function refuseOtherTotal(payload: DocumentPayload, document: VendorDocument): void {
  if (document.amount !== payload.gross) throw totalsDiffer(payload, document);
}

function totalsDiffer({ body, gross }: DocumentPayload, { amount }: VendorDocument): VendorError {
  const message = `${body.number} comes to ${toDecimal(amount)} there and to ${toDecimal(gross)} here.`;
  return refused('TOTALS_DIFFER', message);
}

/** What only a person can mend. */
const refused = (vendorCode: string, message: string): VendorError =>
  new VendorError(message, { kind: 'permanent', vendorCode });
