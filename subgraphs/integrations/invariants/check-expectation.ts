import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import { runUnitOfWork, type UnitIdentity } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { askAsHub } from '../subjects/ask-as-hub.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { Expectation } from './expectation.js';
import { invariantNamed } from './invariants.js';

type Verdict = 'holds' | 'broken' | 'moot' | 'unknown';

const minuteMs = 60_000;
/** Between two looks at what is broken at most, in milliseconds. */
const longestPauseMs = 30 * minuteMs;

/** Looks whether what was expected is so, and says so where that is news: when it is first found broken, and when it is mended. */
export async function checkExpectation(
  services: IntegrationsServices,
  identity: UnitIdentity,
  expected: Expectation,
): Promise<void> {
  const verdict = await judge(services, identity, expected);
  await runUnitOfWork(services, identity, async (unit) => {
    const { em, now } = unit;
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const row = await em.findOne(Expectation, { id: expected.id, resolvedAt: null }, { lockMode });
    // Another run has looked meanwhile.
    if (!row || row.checkAt.getTime() !== expected.checkAt.getTime()) return;
    row.checkedAt = now();
    if (verdict === 'unknown') {
      row.checkAt = new Date(now().getTime() + minuteMs);
      return;
    }
    const { invariant, connector, subjectType, subjectId, interventionId } = row;
    const tell = (type: string, message: string) => {
      row.message = message;
      return appendSyncEvent(unit, { type, message, connector, subjectType, subjectId, interventionId });
    };
    const name = `${subjectType} ${subjectId}`;
    if (verdict === 'broken') {
      row.checkAt = new Date(now().getTime() + Math.min(minuteMs * 2 ** row.checks, longestPauseMs));
      row.checks += 1;
      if (row.breachedAt) return;
      row.breachedAt = now();
      await tell(
        'invariant.breached',
        `${name} is not as it has to be: ${invariantNamed(invariant)?.title ?? invariant}`,
      );
      return;
    }
    // What was never broken is not kept.
    if (!row.breachedAt) {
      em.remove(row);
      return;
    }
    row.resolvedAt = now();
    const how = verdict === 'holds' ? 'is as it has to be now' : 'is not looked at any more';
    await tell('invariant.resolved', `${name} ${how}: ${invariant}`);
  });
}

/** `moot`: its subject, its connection or the invariant itself is gone. `unknown`: nobody can tell now. */
async function judge(
  services: IntegrationsServices,
  identity: UnitIdentity,
  { id, invariant: name, connector, subjectId }: Expectation,
): Promise<Verdict> {
  const { database, logger } = services;
  const invariant = invariantNamed(name);
  const connections = await database.read(identity.caller.organizationId, (em) =>
    em.count(Connection, { connector, deletedAt: null }),
  );
  if (!invariant || connections === 0) return 'moot';
  try {
    const { document } = invariant;
    const answer = await askAsHub(
      { ...identity, services },
      document,
      { id: subjectId },
      z.looseObject({ subject: z.unknown() }),
    );
    if (answer.subject === null) return 'moot';
    return invariant.holds(answer) ? 'holds' : 'broken';
  } catch (err) {
    logger.warn({ err, expectationId: id, invariant: name }, 'it could not be checked whether an invariant holds');
    return 'unknown';
  }
}
