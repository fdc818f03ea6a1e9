/**
 * Jest's usual environment is a realm of its own for each file. Here tests run in their worker's, like any program: what
 * they load is loaded and compiled once a worker, and `Date` is everybody's `Date`.
 */
module.exports = class NativeEnvironment {
  global = globalThis;
  fakeTimers = null;
  fakeTimersModern = null;
  #exit = process.exit;
  #console = globalThis.console;
  #env = { ...process.env };

  getVmContext() {
    return null;
  }

  async setup() {}

  /** Puts back what Jest and the file have replaced. */
  async teardown() {
    process.exit = this.#exit;
    globalThis.console = this.#console;
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
  }
};
