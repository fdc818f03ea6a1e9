import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  createWebhookSecret,
  signStandardWebhook,
  verifyStandardWebhook,
} from '../../platform/webhooks/standard-webhooks.js';

// The specification's own vectors, read in place: they are no part of this repository.
const file = '../shared/contracts/standard-webhooks/vectors.json';
const vectors = z.object({
  secret: z.string(),
  cases: z.array(
    z.object({
      name: z.string(),
      rawBody: z.string(),
      headers: z.record(z.string(), z.string()),
      now: z.number(),
      valid: z.boolean(),
    }),
  ),
});
const given = existsSync(file) ? vectors.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
const whereGiven = given ? test : test.skip;
const body = '{"test": 2432232314}';
const at = new Date(1_614_265_330_000);

whereGiven(`verifies as the vectors say (skipped where ${file} is absent)`, () => {
  expect(given?.cases.length).toBeGreaterThan(10);
  for (const { name, headers, rawBody, now, valid } of given?.cases ?? []) {
    const secret = given?.secret.slice(name.includes('without whsec_') ? 'whsec_'.length : 0) ?? '';
    expect([name, verifyStandardWebhook(headers, rawBody, secret, new Date(now * 1_000))]).toEqual([name, valid]);
  }
});

whereGiven(`signs as the vectors do (skipped where ${file} is absent)`, () => {
  const valid = given?.cases.find((one) => one.name === 'valid');
  const id = valid?.headers['webhook-id'] ?? '';
  expect(signStandardWebhook({ id, at, body }, [given?.secret ?? ''])).toEqual(valid?.headers);
});

test('a message signed with two secrets is verified with either, and with no third', () => {
  const [first, second, third] = [createWebhookSecret(), createWebhookSecret(), createWebhookSecret()];
  const headers = signStandardWebhook({ id: 'msg_1', at, body }, [first, second]);
  expect([first, second, third].map((secret) => verifyStandardWebhook(headers, body, secret, at))).toEqual([
    true,
    true,
    false,
  ]);
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});
