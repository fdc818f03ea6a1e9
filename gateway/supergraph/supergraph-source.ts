import { createHash } from 'node:crypto';
import type { DocumentCheck, GraphQLService } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { Schedule } from './subscribe.js';
import type { Supergraph } from './supergraph.js';

export interface SupergraphSourceOptions {
  sdl: string;
  /** Makes a supergraph of a text (createSupergraph with the options of the house). */
  create(sdl: string): Supergraph;
  logger: Logger;
  /** Milliseconds over which running streams are ended after a reload. Default 5,000. */
  endStreamsOverMs?: number;
  /** Default: `setTimeout`, which does not keep the process alive. */
  schedule?: Schedule;
}

/** The supergraph of the moment: answers like one, and can be given a new one while it runs. */
export interface SupergraphSource extends GraphQLService, DocumentCheck {
  readonly current: Supergraph;
  /**
   * Serves the new text from the next request on, then ends the running streams one after another with
   * SCHEMA_RELOADED: their clients come back to the new schema without a rush. The same text again changes nothing.
   * Throws, and keeps the old, when the text is no supergraph.
   */
  reload(sdl: string): void;
  /** Called after each reload. Returns the way to stop. */
  onReload(listener: (supergraph: Supergraph) => void): () => void;
}

/** Throws when the first text is no supergraph. */
export function createSupergraphSource(options: SupergraphSourceOptions): SupergraphSource {
  const { create, logger, endStreamsOverMs = 5_000, schedule = later } = options;
  const listeners = new Set<(supergraph: Supergraph) => void>();
  let current = create(options.sdl);

  return {
    get current() {
      return current;
    },
    execute: (request, context) => current.execute(request, context),
    subscribe: (request, context) => current.subscribe(request, context),
    faultsOf: (query, caller) => current.faultsOf(query, caller),
    reload(sdl) {
      if (createHash('sha256').update(sdl).digest('hex') === current.schemaHash) return;
      const old = current;
      current = create(sdl);
      logger.info({ from: old.schemaHash, to: current.schemaHash }, 'the supergraph was reloaded');
      for (const listener of listeners) listener(current);
      old.endStreams(endStreamsOverMs, schedule);
    },
    onReload(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const later: Schedule = (work, afterMs) => void setTimeout(work, afterMs).unref();
