/**
 * A state is no value like others: it only goes forward, and some of it follows from what else is known. So it has its
 * own table, which looks at what both sides say now.
 * @returns `none` when nothing is to be done: they agree, or one follows from something else
 */
export type StatusRule = (ours: unknown, theirs: unknown) => 'ours' | 'theirs' | 'person' | 'none';

const steps = ['DRAFT', 'SENT', 'VIEWED'];

/** Who is further on the common way; `none` where that cannot be said, or is only that it was seen here: nobody can be told that. */
function further(ours: unknown, theirs: unknown): 'ours' | 'theirs' | 'none' {
  const [here, there] = [steps.indexOf(String(ours)), steps.indexOf(String(theirs))];
  if (here === -1 || there === -1 || here === there) return 'none';
  if (ours === 'VIEWED' && theirs === 'SENT') return 'none';
  return here > there ? 'ours' : 'theirs';
}

/** PARTIAL and PAID follow from the payments, OVERDUE from the calendar: neither side takes them from the other. */
export const invoiceStatus: StatusRule = (ours, theirs) => {
  if (ours === theirs || ours === 'ARCHIVED' || theirs === 'ARCHIVED') return 'none';
  // What is cancelled here and paid there is no matter for a rule.
  if (ours === 'CANCELLED') return theirs === 'PAID' ? 'person' : 'ours';
  // What was issued is taken back by a credit note, not by a word.
  if (theirs === 'CANCELLED') return ours === 'DRAFT' ? 'theirs' : 'person';
  return further(ours, theirs);
};

/** Whether a customer agreed is known by the signature, which is ours. */
export const quoteStatus: StatusRule = (ours, theirs) => {
  if (ours === theirs) return 'none';
  const decided = ['SIGNED', 'REJECTED', 'EXPIRED'];
  if (decided.includes(String(ours))) return decided.includes(String(theirs)) ? 'person' : 'ours';
  if (decided.includes(String(theirs))) return 'person';
  return further(ours, theirs);
};
