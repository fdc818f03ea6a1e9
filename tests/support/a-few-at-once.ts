/** So many keep both the process and its database busy; with more, each would only wait longer for its answer. */
const atOnce = 4;

/**
 * Does something for each of them, a few at a time, in order of their beginning.
 * @throws what the first failure threw; nothing is begun after it
 */
export async function aFewAtOnce<T>(all: Iterable<T>, go: (one: T) => Promise<unknown>): Promise<void> {
  // Of a generator, unlike an array's iterator, a loop that throws takes the rest away from the others too.
  const left = (function* () {
    yield* all;
  })();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of left) await go(one);
    }),
  );
}
