/**
 * Runs something that must end in time. `run` gets a signal that is aborted at the deadline and when the caller's own
 * signal is; what it returns later is ignored, so that a callee deaf to signals holds nobody up.
 *
 * @param ms milliseconds
 * @param expired makes the error thrown at the deadline
 */
export function withDeadline<T>(
  run: (signal: AbortSignal) => Promise<T>,
  { ms, expired, signal }: { ms: number; expired: () => Error; signal?: AbortSignal | undefined },
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const stop = (reason: unknown) => {
      settle();
      reject(reason);
      controller.abort(reason);
    };
    const onAbort = () => stop(signal?.reason);
    const timer = setTimeout(() => stop(expired()), ms);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    run(controller.signal).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
