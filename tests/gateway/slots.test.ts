import { Slots } from '../../gateway/supergraph/slots.js';

const full = () => new Error('full');
const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when told. */
function work(log: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const run = () => {
    log.push(name);
    return promise;
  };
  return { run, end: () => resolve(name) };
}

test('in the order they came, each when another has ended', async () => {
  const slots = new Slots({ maxConcurrent: 1, maxWaiting: 2 }, full);
  const log: string[] = [];
  const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')];
  const running = [slots.run(a.run, never), slots.run(b.run, never), slots.run(c.run, never)];
  await expect(slots.run(a.run, never)).rejects.toThrow('full');
  expect(log).toEqual(['a']);
  a.end();
  expect(await running[0]).toBe('a');
  await turn();
  expect(log).toEqual(['a', 'b']);
  b.end();
  c.end();
  expect(await Promise.all(running)).toEqual(['a', 'b', 'c']);
});

test('nobody slips in between the one who ends and the one who waits', async () => {
  const slots = new Slots({ maxConcurrent: 1, maxWaiting: 5 }, full);
  const log: string[] = [];
  const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')];
  const first = slots.run(a.run, never).then(() => slots.run(c.run, never));
  const second = slots.run(b.run, never);
  a.end();
  await turn();
  expect(log).toEqual(['a', 'b']);
  b.end();
  c.end();
  await Promise.all([first, second]);
  expect(log).toEqual(['a', 'b', 'c']);
});

test('who has left gives up the place, running or waiting, though the work goes on', async () => {
  const slots = new Slots({ maxConcurrent: 1, maxWaiting: 5 }, full);
  const log: string[] = [];
  const [deaf, other, last] = [work(log, 'deaf'), work(log, 'other'), work(log, 'last')];
  const [leaving, waiting] = [new AbortController(), new AbortController()];
  const running = slots.run(deaf.run, leaving.signal);
  const gone = slots.run(other.run, waiting.signal);
  const stays = slots.run(last.run, never);
  waiting.abort(new Error('left'));
  await expect(gone).rejects.toThrow('left');
  leaving.abort();
  await turn();
  expect(log).toEqual(['deaf', 'last']);
  deaf.end();
  last.end();
  await Promise.all([running, stays]);
  expect(await slots.run(async () => 'free', never)).toBe('free');
});
