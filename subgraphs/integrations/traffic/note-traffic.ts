import type { VendorError } from '../../../platform/connectors/vendor-error.js';
import type { Exchange } from '../../../platform/http/exchange.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Circuit, CircuitState } from '../entities/circuit.js';
import type { Connection } from '../entities/connection.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { noteFailure, noteSuccess } from './circuit-breaker.js';
import { scheduleDrain } from './drain-connection.js';
import { lockCircuit } from './lock-circuit.js';
import { type Reservation, spend, spendLater, unspend } from './rate-budget.js';

/** An exchange that takes longer is slow; the vendor counts as such for so long, in milliseconds. */
const slowMs = 2_000;
const slowForMs = 60_000;

/** What an attempt said to the vendor and heard. */
export interface Talk {
  exchanges: readonly Exchange[];
  /** Requests that were counted beforehand; none for what an attempt says with a new token. */
  reservation: Reservation;
  /** Requests that really went out. */
  requests: number;
  /** Whether the payload went out, or may have. */
  carried: boolean;
}

/** Takes an attempt's traffic into the books: the rate budget, the vendor's own word on it, and the circuit. */
export async function noteTraffic(
  unit: UnitOfWork,
  connection: Connection,
  { exchanges, reservation, requests }: Omit<Talk, 'carried'>,
  error: VendorError | null,
): Promise<void> {
  const now = unit.now();
  const { requests: reserved } = reservation;
  if (requests < reserved) await unspend(unit.em, reservation, reserved - requests);
  await spendLater(unit.em, { ...reservation, requests: Math.min(reserved, requests) }, now);
  const hold = holdOf(exchanges, error, now);
  const isSlow = now.getTime() - reservation.at.getTime() > slowMs;
  const known = await unit.em.findOne(Circuit, { connectionId: connection.id });
  const quiet =
    error === null && hold === null && known?.state === CircuitState.CLOSED && known.failures === 0 && !isSlow;
  if (quiet && requests === reserved) return;

  const circuit = await lockCircuit(unit.em, connection);
  if (isSlow) circuit.slowUntil = new Date(now.getTime() + slowForMs);
  if (requests > reserved) await spend(unit.em, connection, { requests: requests - reserved, at: now });
  if (hold && (!circuit.heldUntil || hold > circuit.heldUntil)) circuit.heldUntil = hold;
  const changed = error ? noteFailure(circuit, error.kind, now) : noteSuccess(circuit);
  if (!error && changed) await scheduleDrain(unit, connection, circuit, now);
  if (!changed) return;
  const message = error
    ? `${connection.connector} failed ${circuit.failures} times in a row: its deliveries wait, one probes at ${circuit.probeAt?.toISOString()}`
    : `${connection.connector} is back: its deliveries go on`;
  const type = error ? 'circuit.opened' : 'circuit.closed';
  await appendSyncEvent(unit, { type, message, connector: connection.connector });
}

/** Until when the vendor wants to be left alone: Retry-After of a 429, or its own count at zero. */
function holdOf(exchanges: readonly Exchange[], error: VendorError | null, now: Date): Date | null {
  if (error?.kind === 'rate-limited' && error.retryAfterMs) return new Date(now.getTime() + error.retryAfterMs);
  const headers = exchanges.at(-1)?.response?.headers;
  if (!headers || typeof headers !== 'object') return null;
  const named = new Map(Object.entries(headers));
  const reset = Number(named.get('x-ratelimit-reset'));
  if (named.get('x-ratelimit-remaining') !== '0' || !Number.isFinite(reset)) return null;
  const at = new Date(reset * 1_000);
  return at > now ? at : null;
}
