import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  await globalThis.testPostgres.stop();
  rmSync(globalThis.testPostgres.dataDir, { recursive: true, force: true });
}
