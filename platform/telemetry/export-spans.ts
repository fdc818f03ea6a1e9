import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

export interface Tracing {
  /** Sends what is still held, and ends. */
  stop(): Promise<void>;
}

/** Makes every span of this process go to a collector, once a second; see startTracing. */
export function exportSpans(endpoint: string, role: string): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'passerelle', 'service.instance.role': role }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 })],
  });
  provider.register();
  return {
    async stop() {
      await provider.shutdown().catch(() => undefined);
      // Registered for the whole process, it would be in the way of whoever comes next.
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}
