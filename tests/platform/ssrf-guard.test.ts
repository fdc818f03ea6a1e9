import type { LookupAddress } from 'node:dns';
import { request } from 'undici';
import {
  createOutboundGuard,
  type OutboundGuard,
  type OutboundGuardOptions,
} from '../../platform/http/guarded-dispatcher.js';
import { addressKind } from '../../platform/http/public-address.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { malformedTargets, ssrfTargets } from '../support/ssrf-targets.js';

let receiver: Receiver;
const guards: OutboundGuard[] = [];
const guard = (options: OutboundGuardOptions = {}) => {
  const made = createOutboundGuard(options);
  guards.push(made);
  return made;
};
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await Promise.all(guards.splice(0).map((one) => one.close()));
  await receiver.close();
});

const send = ({ dispatcher }: OutboundGuard, url: string) =>
  request(url, { method: 'POST', body: 'x', dispatcher, signal: AbortSignal.timeout(10_000) });

/** A resolver that gives one answer after another, and counts how often it was asked. */
function resolver(...answers: string[][]) {
  let asked = 0;
  const resolve: OutboundGuardOptions['resolve'] = (_host, _options, done) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    const found: LookupAddress[] = answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    done(null, found);
  };
  return { resolve, asked: () => asked };
}

test('nothing that is not public is connected to, however it is written', async () => {
  const targets = ssrfTargets(receiver.port);
  expect(targets.length).toBeGreaterThanOrEqual(60);
  const strict = guard();
  for (const target of targets) {
    const violations = await strict.violations('url', target);
    expect({ target, violations }).toEqual({ target, violations: [{ field: 'url', message: expect.any(String) }] });
    for (const url of [target, target.replace('https:', 'http:')]) {
      await expect(send(strict, url)).rejects.toThrow(/public address|ENOTFOUND|EAI_AGAIN|Invalid URL/);
    }
  }
  expect(receiver.connections()).toBe(0);
});

test('a URL that is none, holds credentials or is not https is refused by its field', async () => {
  for (const target of malformedTargets(receiver.port)) {
    const [violation] = await guard().violations('url', target);
    expect({ target, field: violation?.field }).toEqual({ target, field: 'url' });
  }
});

test('a public address passes; a name passes when every address it has is public', async () => {
  const mixed = guard(resolver(['93.184.215.14', '10.0.0.1']));
  const open = guard(resolver(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']));
  expect(await guard().violations('url', 'https://93.184.215.14/hook')).toEqual([]);
  expect(await guard().violations('url', 'https://[2606:4700::1111]/hook')).toEqual([]);
  expect(await open.violations('url', 'https://receiver.example/hook')).toEqual([]);
  expect(await mixed.violations('url', 'https://receiver.example/hook')).toHaveLength(1);
  await expect(send(mixed, `https://receiver.example:${receiver.port}/`)).rejects.toMatchObject({
    code: 'ADDRESS_REFUSED',
  });
});

test('a name that was public when it was checked and is this machine when it is used leads nowhere', async () => {
  const rebinding = resolver(['93.184.215.14'], ['127.0.0.1']);
  const guarded = guard(rebinding);
  const url = `https://rebinding.example:${receiver.port}/`;
  expect(await guarded.violations('url', url)).toEqual([]);
  await expect(send(guarded, url)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  // Once for the check, once for the connection: what was checked then is what would have been connected to.
  expect(rebinding.asked()).toBe(2);
  expect(receiver.connections()).toBe(0);
});

test('this machine is let through where that is allowed, and nothing else with it', async () => {
  const local = guard({ allowLoopback: true });
  expect(await local.violations('url', receiver.url)).toEqual([]);
  const answer = await send(local, receiver.url);
  await answer.body.dump();
  expect(answer.statusCode).toBe(204);
  expect(receiver.connections()).toBe(1);
  for (const target of ['http://93.184.215.14/', 'http://10.0.0.1/', 'https://169.254.169.254/', 'https://0.0.0.0/']) {
    expect(await local.violations('url', target)).toHaveLength(1);
    await expect(send(local, target)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  }
});

test('a redirect is answered, not followed', async () => {
  const other = await startReceiver();
  receiver.answer({ status: 302, headers: { location: other.url } });
  const answer = await send(guard({ allowLoopback: true }), receiver.url);
  await answer.body.dump();
  expect(answer.statusCode).toBe(302);
  expect(other.connections()).toBe(0);
  await other.close();
});

test('the neighbours of the refused blocks are public', () => {
  const neighbours = ['9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0']
    .concat(['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'])
    .concat(['198.17.255.255', '198.20.0.0', '223.255.255.255', '2001:200::1', '2003::1', '2a00:1450:4007::1']);
  expect(neighbours.map((address) => [address, addressKind(address)])).toEqual(
    neighbours.map((address) => [address, 'public']),
  );
});
