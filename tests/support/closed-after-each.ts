/**
 * For the tests of the file that calls it: what they hand over is closed after each of them. Called by each file anew, as
 * a worker loads a module that says `afterEach` by itself once, and then that holds for its first file alone.
 */
export function closedAfterEach(): <T extends { close(): Promise<unknown> }>(one: T) => T {
  const open = new Set<{ close(): Promise<unknown> }>();
  afterEach(async () => {
    await Promise.all([...open].map((one) => one.close()));
    open.clear();
  });
  return (one) => {
    open.add(one);
    return one;
  };
}
