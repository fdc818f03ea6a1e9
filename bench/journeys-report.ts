import { loadavg } from 'node:os';
import type { Journey } from './drive-journey.js';
import type { JourneyVendors } from './journey-vendors.js';
import type { WaitingHub } from './waiting-hub.js';

interface Run {
  /** How many were to be taken. */
  journeys: number;
  workers: number;
  kills: number;
  tookMs: number;
}

/**
 * What became of the journeys, from both sides: what the hub has on record and what the vendors hold.
 * @returns `sound`: each is complete or says what blocks it, and no vendor holds or was asked anything twice
 */
export async function journeysReport(
  { hub, vendors }: { hub: WaitingHub; vendors: JourneyVendors },
  driven: readonly Journey[],
  { journeys, workers, kills, tookMs }: Run,
): Promise<{ text: string; sound: boolean }> {
  const ends = await Promise.all(driven.map((journey) => endOf(hub, journey)));
  const blocked = ends.filter(({ reasons }) => reasons.length > 0);
  const stuck = ends.filter(({ missing, reasons }) => missing.length > 0 && reasons.length === 0);
  const held = Object.entries(await heldBy(hub, vendors)).map(([what, keys]) => ({
    what,
    count: keys.length,
    doubles: twice(keys),
  }));
  const statuses = await hub.sql<{ status: string; count: number }>(
    'select status, count(*)::int from integrations.deliveries group by status order by status',
  );
  const outcomes = await hub.sql<{ outcome: string; count: number }>(
    'select outcome, count(*)::int from integrations.delivery_attempts group by outcome order by outcome',
  );
  const seconds = tookMs / 1_000;
  const name = ({ journey }: End) => `journey ${journey.number} (quote ${journey.quoteId})`;
  const lines = [
    '',
    `${driven.length} of ${journeys} journeys begun, ${workers} workers at a time, ${kills} killed with SIGKILL`,
    `over in ${seconds.toFixed(1)} s, ${((driven.length * 60) / seconds).toFixed(1)} a minute; load ${loadavg()[0]?.toFixed(1)}`,
    `deliveries   ${statuses.map(({ status, count }) => `${status} ${count}`).join(', ')}`,
    `attempts     ${outcomes.map(({ outcome, count }) => `${outcome} ${count}`).join(', ')}`,
    `complete     ${driven.length - blocked.length - stuck.length}`,
    `blocked      ${blocked.length}`,
    ...blocked.map((end) => `             ${name(end)}: ${end.reasons.join('; ')}`),
    `stuck        ${stuck.length}`,
    ...stuck.map((end) => `             ${name(end)}: ${end.missing.join(', ')}`),
    ...held.map(({ what, count, doubles }) =>
      `${what.padEnd(28)}${String(count).padStart(5)}, ${doubles.length} of them twice ${doubles.join(', ')}`.trimEnd(),
    ),
    '',
  ];
  const sound = driven.length === journeys && stuck.length === 0 && held.every(({ doubles }) => doubles.length === 0);
  return { text: `${lines.join('\n')}\n`, sound };
}

interface End {
  journey: Journey;
  /** What a complete one has, and this one has not. */
  missing: string[];
  /** What stands, and why. */
  reasons: string[];
}

async function endOf({ sql }: WaitingHub, journey: Journey): Promise<End> {
  const { quoteId, interventionId, contactId, leadId, customerId } = journey;
  const [row] = await sql<Record<'quote' | 'intervention' | 'invoices' | 'kept', string>>(
    `select (select status from billing.quotes where id = '${quoteId}') as quote,
      (select status from interventions.interventions where id = '${interventionId}') as intervention,
      (select string_agg(kind || ' ' || status, ', ' order by kind) from billing.invoices where quote_id = '${quoteId}') as invoices,
      (select count(signed_file_id)::text from integrations.signatures where subject_id = '${quoteId}') as kept`,
  );
  const expected = { quote: 'SIGNED', intervention: 'PUBLISHED', invoices: 'DEPOSIT PAID, REST PAID', kept: '1' };
  const missing = Object.entries(expected).flatMap(([what, value]) => {
    const found = row?.[what as keyof typeof expected];
    return found === value ? [] : [`${what} is ${found ?? 'not there'}`];
  });
  const subjects = [quoteId, interventionId, contactId, leadId, customerId].map((id) => `'${id}'`).join(', ');
  const standing = await sql<{ action: string; status: string; why: string }>(
    `select action, status, coalesce(blocked_by, last_error, '') as why from integrations.deliveries
     where status not in ('SUCCEEDED', 'CANCELLED') and (subject_id in (${subjects})
       or subject_id in (select id from billing.invoices where quote_id = '${quoteId}')
       or subject_id in (select p.id from billing.payments p join billing.invoices i on i.id = p.invoice_id where i.quote_id = '${quoteId}'))`,
  );
  const isSaid = ({ status, why }: { status: string; why: string }) => /^(BLOCKED|FAILED)$/.test(status) && why !== '';
  return {
    journey,
    missing: [...missing, ...standing.filter((one) => !isSaid(one)).map((one) => `${one.action} is ${one.status}`)],
    reasons: standing.filter(isSaid).map(({ action, status, why }) => `${action} ${status}: ${why}`),
  };
}

/** By what each should be there once: all that the vendors hold, and the payments here. */
async function heldBy(hub: WaitingHub, vendors: JourneyVendors): Promise<Record<string, string[]>> {
  const { submissions } = vendors.docuseal.state();
  const { clients, invoices, payments, emails } = vendors.ninja();
  const { contacts } = vendors.mautic.state();
  const signers = submissions.flatMap(({ submitters }) => submitters);
  const paid = payments.filter(({ is_deleted }) => !is_deleted);
  const paidHere = await hub.sql<{ invoice_id: string }>('select invoice_id from billing.payments');
  return {
    'signature requests': signers.map(({ external_id }) => external_id ?? ''),
    'signature e-mails': signers.flatMap(({ id, emails_sent }) =>
      Array.from({ length: emails_sent }, () => String(id)),
    ),
    'clients at Invoice Ninja': clients.map(({ custom_value1 }) => custom_value1),
    'invoices at Invoice Ninja': invoices.map(({ custom_value1 }) => custom_value1),
    'e-mails of invoices': emails.map(({ entity_id }) => entity_id),
    'payments at Invoice Ninja': paid.flatMap(({ paymentables }) => paymentables.map(({ invoice_id }) => invoice_id)),
    'payments here': paidHere.map(({ invoice_id }) => invoice_id),
    'contacts in Mautic': contacts.map(({ email }) => email ?? ''),
    // A member that starts again goes through another round.
    'campaign starts': contacts.flatMap(({ email, campaigns }) =>
      campaigns.flatMap(({ id, rotation }) => Array.from({ length: rotation }, () => `${email} in ${id}`)),
    ),
    'e-mails of campaigns': contacts.flatMap(({ email, emails: sent }) =>
      sent.map(({ campaignId }) => `${email} of ${campaignId}`),
    ),
    'notes in Mautic': contacts.flatMap(({ notes }) => notes.map(({ text }) => text)),
    'dossiers at Symphonics': hub.sandbox.state().interventions.map(({ external_id }) => external_id),
  };
}

/** Those that are there more than once. */
function twice(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(keys.filter((key) => seen.size === seen.add(key).size))];
}
