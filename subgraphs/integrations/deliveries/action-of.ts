import type { Connector, ConnectorAction, SubjectType } from '../../../platform/connectors/connector.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { connectorOf } from '../connections/open-credentials.js';

/** @throws NotFoundError when there is no such connector or action */
export function actionOf(
  connectors: readonly Connector[],
  { connector: key, action: name }: { connector: string; action: string },
): { connector: Connector; action: ConnectorAction<unknown> } {
  const connector = connectorOf(connectors, key);
  const action = connector.actions[name];
  if (action) return { connector, action };
  throw new NotFoundError(`The connector ${key} has no action ${name}.`, {
    details: { actions: Object.keys(connector.actions) },
  });
}

/** What an action is about. */
export const subjectOf = ({ subject }: ConnectorAction<unknown>): SubjectType => subject ?? 'intervention';

/** The name of the action that brings a subject of this type to the vendor, where it then has a record of it. */
export function pushActionOf({ key, actions, records }: Connector, type: SubjectType): string {
  const declared = records?.[type]?.pushedBy;
  const found = declared ?? Object.keys(actions).find((name) => leavesItsOwn(actions[name], type));
  if (found) return found;
  throw new Error(`connector ${key} has no action that brings a ${type} there`);
}

const leavesItsOwn = (action: ConnectorAction<unknown> | undefined, type: SubjectType): boolean =>
  action?.leaves === type && subjectOf(action) === type;
