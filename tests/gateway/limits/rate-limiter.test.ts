import { createRateLimiter } from '../../../gateway/access/limits/rate-limiter.js';
import type { TakeFromDatabase } from '../../../gateway/access/limits/take-from-database.js';

/** A limiter over a counter of its own, with the clock in hand. */
function setUp() {
  const clock = { ms: 0 };
  const statements: string[][] = [];
  const failures: unknown[] = [];
  const used = new Map<string, number>();
  const down = { yes: false };
  const take: TakeFromDatabase = async (wanted) => {
    statements.push(wanted.map(({ who, wanted: count }) => `${who} ${count}`));
    if (down.yes) throw new Error('no database');
    return wanted.map(({ who, wanted: count }) => {
      used.set(who, (used.get(who) ?? 0) + count);
      return { who, used: used.get(who) ?? 0, resetMs: 30_000 };
    });
  };
  const limiter = createRateLimiter({ take, onFailure: (error) => failures.push(error), now: () => clock.ms });
  return { limiter, clock, statements, failures, used, down };
}

test('what comes while a statement is under way goes with the next one, callers together', async () => {
  const { limiter, statements } = setUp();
  const states = await Promise.all([
    limiter.take('a', 3),
    limiter.take('a', 3),
    limiter.take('b', 3),
    limiter.take('a', 3),
    limiter.take('a', 3),
  ]);
  expect(statements).toEqual([['a 1'], ['a 3', 'b 1']]);
  expect(states.map((state) => [state?.allowed, state?.remaining])).toEqual([
    [true, 2],
    [true, 1],
    [true, 2],
    [true, 0],
    [false, 0],
  ]);
});

test('who has used everything up is refused without a question until the time is over', async () => {
  const { limiter, clock, statements, used } = setUp();
  expect(await limiter.take('a', 1)).toMatchObject({ allowed: true, remaining: 0 });
  clock.ms = 10_000;
  expect(await limiter.take('a', 1)).toEqual({ allowed: false, limit: 1, remaining: 0, resetSeconds: 20 });
  expect(statements).toHaveLength(1);
  expect(await limiter.take('a', 5)).toMatchObject({ allowed: true });
  expect(statements).toHaveLength(2);
  clock.ms = 30_001;
  used.clear();
  expect(await limiter.take('a', 1)).toMatchObject({ allowed: true });
});

test('calls that cannot be counted are let through, and that is told', async () => {
  const { limiter, failures, down } = setUp();
  down.yes = true;
  expect(await Promise.all([limiter.take('a', 1), limiter.take('b', 1)])).toEqual([null, null]);
  expect(failures).toHaveLength(2);
  down.yes = false;
  expect(await limiter.take('a', 1)).toMatchObject({ allowed: true });
});
