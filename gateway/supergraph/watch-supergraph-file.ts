import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { SupergraphSource } from './supergraph-source.js';

export interface WatchOptions {
  /** Milliseconds of quiet after a change before the file is read: writers write in pieces. Default 100. */
  quietMs?: number;
  /** Called after each look at a changed file. */
  onSettled?: () => void;
}

/**
 * Reloads the source whenever the file's text changes. A text that is no supergraph is logged and the old one stays.
 * The folder is watched, not the file: editors and deployments replace files. Returns the way to stop.
 */
export function watchSupergraphFile(
  file: string,
  source: SupergraphSource,
  logger: Logger,
  { quietMs = 100, onSettled }: WatchOptions = {},
): () => void {
  const path = resolve(file);
  let timer: NodeJS.Timeout | undefined;

  const look = async () => {
    try {
      source.reload(await readFile(path, 'utf8'));
    } catch (err) {
      logger.error({ err, file: path }, 'the supergraph file cannot be used; the old supergraph stays');
    }
    onSettled?.();
  };
  const watcher = watch(dirname(path), (_event, name) => {
    // Kubernetes and the like swap a link beside the file, so any change in the folder may be ours.
    if (name !== null && name !== basename(path) && !name.startsWith('..')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), quietMs);
  });
  watcher.on('error', (err) => logger.error({ err, file: path }, 'the supergraph file is no longer watched'));

  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
