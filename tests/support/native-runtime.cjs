const path = require('node:path');
const { pathToFileURL } = require('node:url');
// As hub.ts does first of all: entities may be loaded by a test without it.
require('reflect-metadata');

/**
 * Loads test files with Node's own `import`, from dist/ (scripts/build.js has put them there), in place of Jest's module
 * registry: that one loads and compiles the whole hub anew for each file, which took longer than the tests. The price:
 * `jest.mock` does not exist, and modules keep their state from file to file, as they do in production.
 */
module.exports = class NativeRuntime {
  #rootDir;

  constructor({ rootDir }) {
    this.#rootDir = rootDir;
  }

  async unstable_importModule(file) {
    const built = path.join(this.#rootDir, 'dist', path.relative(this.#rootDir, file)).replace(/\.ts$/, '.js');
    await import(pathToFileURL(built).href);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  /** Jest's own code about a file's tests. It keeps them in itself and in a global: each file gets both anew. */
  requireInternalModule(file) {
    delete require.cache[file];
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    return require(file);
  }

  requireModule(file) {
    return require(file);
  }

  getSourceMaps() {
    return null;
  }

  // Asked for by Jest's runner; there is nothing to do for them.
  getAllCoverageInfoCopy() {}
  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  teardown() {}
};
