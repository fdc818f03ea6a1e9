import { type Attributes, context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Tracing } from './export-spans.js';

/**
 * Sends this process's traces to an OTLP/HTTP endpoint (OpenTelemetry protocol); without one, spans cost next to
 * nothing and go nowhere, and what would send them is not even loaded.
 *
 * @param endpoint the collector's base URL, as OTEL_EXPORTER_OTLP_ENDPOINT means it: `/v1/traces` is added
 * @param role what the process is: `start`, `gateway`, `worker` …
 */
export async function startTracing(endpoint: string | undefined, role: string): Promise<Tracing> {
  if (!endpoint) return { stop: async () => undefined };
  const { exportSpans } = await import('./export-spans.js');
  return exportSpans(endpoint, role);
}

/** Runs work in a span of its own; an error is noted on it and thrown on. */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return trace.getTracer('passerelle').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The headers that carry the running trace to another service of the hub (W3C Trace Context). */
export function traceHeaders(): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs work as part of the trace that a request's headers carry. */
export function inTraceOf<T>(headers: object, work: () => Promise<T>): Promise<T> {
  return context.with(propagation.extract(context.active(), headers), work);
}
