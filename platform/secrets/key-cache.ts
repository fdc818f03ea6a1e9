/** Keys in memory, few and for a short time; whoever needs one that is being fetched waits for the same fetch. */
export class KeyCache<Value> {
  readonly #entries = new Map<string, Promise<Value>>();
  readonly #capacity: number;
  readonly #lifetimeMs: number;

  /** @param limits entries at most, and milliseconds from the fetch until an entry is forgotten */
  constructor({ capacity, lifetimeMs }: { capacity: number; lifetimeMs: number }) {
    this.#capacity = capacity;
    this.#lifetimeMs = lifetimeMs;
  }

  /** What is remembered by that name, else what `fetch` answers; a failure is not remembered. */
  get(name: string, fetch: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(name);
    if (known) return known;
    const fetched = fetch();
    const forget = () => {
      if (this.#entries.get(name) === fetched) this.#entries.delete(name);
    };
    this.#entries.set(name, fetched);
    setTimeout(forget, this.#lifetimeMs).unref();
    fetched.catch(forget);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#capacity && oldest !== undefined) this.#entries.delete(oldest);
    return fetched;
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }
}
