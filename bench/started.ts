/**
 * What a benchmark starts, to be ended in turn; also when it is interrupted. Children hear a Ctrl-C of their own: folders and
 * PostgreSQL are ours to end.
 */
export function startedHere(): AsyncDisposableStack {
  const started = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void started.disposeAsync().finally(() => process.exit(1)));
  }
  return started;
}
