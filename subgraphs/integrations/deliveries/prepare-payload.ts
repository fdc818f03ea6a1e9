import { print } from 'graphql';
import {
  type Asked,
  type ConnectorAction,
  type KnownSubject,
  type NeededSubject,
  type Prepared,
  subjectKey,
} from '../../../platform/connectors/connector.js';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { IntegrationsServices } from '../services.js';

/** What a delivery would send, or why it cannot go; `others-first`: the vendor has to have these before. */
export type Preparation =
  | Prepared<unknown>
  | {
      ready: false;
      reason: string;
      violations: readonly [];
      because: 'others-first';
      missing: readonly NeededSubject[];
    };

interface Subject {
  subjectId: string;
  known: KnownSubject;
  asked: Asked;
  /** What the vendor calls other subjects, by `subjectKey`. */
  idsOf: (needed: readonly NeededSubject[]) => Promise<ReadonlyMap<string, string>>;
}

/**
 * Reads through the graph all that an action needs, and makes its payload of it.
 * @returns it, and what is known now, the needed subjects among it
 * @throws UnavailableError when the graph has no whole answer
 */
export async function preparePayload(
  { graph }: Pick<IntegrationsServices, 'graph'>,
  caller: Caller,
  action: ConnectorAction<unknown>,
  { subjectId, known, asked, idsOf }: Subject,
): Promise<{ prepared: Preparation; known: KnownSubject }> {
  if (action.follows && known.externalId === null) {
    const prepared = { ready: false, reason: 'not published yet', violations: [], because: 'not-published' } as const;
    return { prepared, known };
  }
  const requestId = `dossier-${subjectId}`;
  const answer = await graph.execute(
    { query: print(action.document), variables: { id: subjectId } },
    { caller, requestId },
  );
  if (answer.errors?.length || !answer.data) {
    const reasons = (answer.errors ?? []).map((error) => error.message).join('; ');
    throw new UnavailableError(`The graph did not give the whole dossier: ${reasons}`, { cause: answer.errors?.[0] });
  }
  const needed = action.needs?.(answer.data) ?? [];
  const others = needed.length > 0 ? await idsOf(needed) : known.others;
  const missing = needed.filter((one) => !others.has(subjectKey(one)));
  if (missing[0]) {
    const reason = `${missing[0].type} not there yet`;
    return { prepared: { ready: false, reason, violations: [], because: 'others-first', missing }, known };
  }
  const whole = { ...known, others };
  return { prepared: action.prepare(answer.data, whole, asked), known: whole };
}
