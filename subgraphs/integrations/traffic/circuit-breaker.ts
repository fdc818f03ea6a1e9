import type { VendorErrorKind } from '../../../platform/connectors/vendor-error.js';
import { type Circuit, CircuitState } from '../entities/circuit.js';

/** Failures in a row that open the circuit. */
const failuresToOpen = 10;
/** The first wait before a probe, in milliseconds; doubled with each probe that fails. */
const firstWaitMs = 30_000;
const longestWaitMs = 300_000;
/** How long a probe's answer is waited for before another may go, in milliseconds. */
const probePatienceMs = 60_000;

/** Whether a failure says something of the vendor's health: a refusal of what was sent does not. */
const tellsOfTrouble: Readonly<Record<VendorErrorKind, boolean>> = {
  retryable: true,
  'unknown-outcome': true,
  authentication: true,
  'rate-limited': false,
  permanent: false,
};

/**
 * Asks the circuit whether one delivery may go now; half-opens it for a probe when its time has come.
 * @returns until when to wait; `null` to go
 */
export function askCircuit(circuit: Circuit, now: Date): Date | null {
  switch (circuit.state) {
    case CircuitState.CLOSED:
      return null;
    case CircuitState.OPEN:
    case CircuitState.HALF_OPEN:
      if (circuit.probeAt && circuit.probeAt > now) return circuit.probeAt;
      circuit.state = CircuitState.HALF_OPEN;
      circuit.probeAt = new Date(now.getTime() + probePatienceMs);
      return null;
  }
}

/** An attempt got through. @returns whether that closed the circuit */
export function noteSuccess(circuit: Circuit): boolean {
  const wasOpen = circuit.state !== CircuitState.CLOSED;
  Object.assign(circuit, { state: CircuitState.CLOSED, failures: 0, probes: 0, openedAt: null, probeAt: null });
  return wasOpen;
}

/** An attempt failed. @returns whether that opened the circuit, which was closed before */
export function noteFailure(circuit: Circuit, kind: VendorErrorKind, now: Date): boolean {
  if (!tellsOfTrouble[kind]) return false;
  circuit.failures += 1;
  const wasClosed = circuit.state === CircuitState.CLOSED;
  if (wasClosed && circuit.failures < failuresToOpen) return false;
  if (circuit.state === CircuitState.HALF_OPEN) circuit.probes += 1;
  circuit.openedAt ??= now;
  circuit.state = CircuitState.OPEN;
  const wait = Math.min(firstWaitMs * 2 ** circuit.probes, longestWaitMs);
  circuit.probeAt = new Date(now.getTime() + wait);
  return wasClosed;
}
