/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/tests/support/native-environment.cjs',
  runtime: '<rootDir>/tests/support/native-runtime.cjs',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  transform: {},
  globalSetup: '<rootDir>/tests/support/global-setup.js',
  globalTeardown: '<rootDir>/tests/support/global-teardown.js',
  testTimeout: 180_000,
  // Tests mostly wait: for a retry to come due, a patience to end, a database. Three keep two processors busy.
  maxWorkers: 3,
};
