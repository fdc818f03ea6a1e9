import { type ExecutionResult, GraphQLError, type GraphQLFormattedError, Kind, parse, print } from 'graphql';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { IntegrationsServices } from '../services.js';
import { encodeCursor } from '../sync-events/cursor.js';
import type { Webhook } from './entities/webhook.js';
import type { WebhookMessage } from './entities/webhook-message.js';

/** The longest selection, in characters. */
const maxSelection = 4_000;
/** The largest payload, in characters. */
const maxBody = 256 * 1024;

/** What `data` holds where the webhook has no selection of its own; `intervention` is flattened to `reference`. */
const defaultSelection = `{
  cursor message connector interventionId
  delivery { id status connector action externalId }
  intervention { reference }
}`;

/** The same for a partner. */
const partnerSelection = `{
  cursor message interventionId
  delivery { id status action subjectReference externalId }
}`;

/** The payload cannot be read at this moment: the hub's doing, not the receiver's. */
export class PayloadUnavailableError extends HubError {
  readonly code = 'PAYLOAD_UNAVAILABLE';
  readonly httpStatus = 503;
  override readonly retryable = true;
}

/** The graph has changed, and what the webhook asks of it is not there any more. */
export class SelectionInvalidError extends HubError {
  readonly code = 'SELECTION_INVALID';
  readonly httpStatus = 422;
}

/** Why a webhook is disabled whose selection the graph has no longer. */
export const unfitReason = (fault: string): string => `its payload selection ${fault}`;

/** Codes of fields that the owner may not read, or that are not there: the rest of the payload is whole. */
const leftOut: ReadonlySet<string> = new Set(['UNAUTHORIZED_FIELD_OR_TYPE', 'FORBIDDEN', 'NOT_FOUND']);

/** Codes of a document that is refused before anything is read. */
const refusedDocument =
  /^(GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT|ALIAS_COLLIDES_.*|ARGUMENTS_COLLIDE_.*)$/;

/** @throws GraphQLError when the text is not one selection and nothing else */
function queryOf(root: 'syncEvent' | 'distributionEvent', selection: string): string {
  const [operation, ...others] = parse(selection, { maxTokens: 1_000 }).definitions;
  const single = operation?.kind === Kind.OPERATION_DEFINITION && others.length === 0;
  if (!single || selection.trimStart()[0] !== '{') throw new GraphQLError('it must be one selection set: { … }');
  return `query WebhookPayload($cursor: String!) { event: ${root}(cursor: $cursor) ${print(operation.selectionSet)} }`;
}

type Owner = Pick<Webhook, 'organizationId' | 'owner'>;

/** What can be named in a selection is what its owner could name: a partner has a graph of its own. */
type Graphs = Pick<IntegrationsServices, 'graph' | 'partnerGraph'>;

function read({ graph, partnerGraph }: Graphs, { organizationId, owner }: Owner, selection: string, cursor: string) {
  const [source, root] =
    owner.partnerId === undefined ? ([graph, 'syncEvent'] as const) : ([partnerGraph, 'distributionEvent'] as const);
  const call = { caller: { organizationId, ...owner }, requestId: `webhook-payload-${cursor}` };
  return source.execute({ query: queryOf(root, selection), variables: { cursor } }, call);
}

/**
 * What is wrong with a selection, `null` when nothing is: the graph itself is asked, for an event that never was.
 * @throws PayloadUnavailableError when the graph cannot say
 */
export async function selectionFault(graphs: Graphs, owner: Owner, selection: string): Promise<string | null> {
  if (selection.length > maxSelection) return `must not be longer than ${maxSelection} characters`;
  try {
    refuseFailed(await read(graphs, owner, selection, encodeCursor('0')));
    return null;
  } catch (error) {
    if (error instanceof SelectionInvalidError) return error.message;
    if (error instanceof GraphQLError) return `is no selection set: ${error.message}`;
    throw error;
  }
}

/**
 * The text a message is sent with: `{ type, timestamp, data }`, and `errors` where a selection asks for what its owner
 * may not read.
 * @throws PayloadUnavailableError, SelectionInvalidError
 */
export async function messageBody(graphs: Graphs, webhook: Webhook, message: WebhookMessage): Promise<string> {
  if (message.cursor === null) return bodyOf(message, { webhookId: webhook.id, message: 'This is a test.' });
  const standard = webhook.owner.partnerId === undefined ? defaultSelection : partnerSelection;
  const answer = await read(graphs, webhook, webhook.payloadSelection ?? standard, message.cursor).catch(
    (cause: unknown) => {
      throw new PayloadUnavailableError('The graph does not answer.', { cause });
    },
  );
  refuseFailed(answer);
  const event = answer.data?.event as Record<string, unknown> | null | undefined;
  if (!event) throw new PayloadUnavailableError('The graph did not give the event.');
  const body = webhook.payloadSelection ? bodyOf(message, event, answer.errors) : bodyOf(message, withReference(event));
  if (body.length > maxBody) throw new PayloadUnavailableError(`The payload is longer than ${maxBody} characters.`);
  return body;
}

/** What the owner may not read is left out and said; any other error means that there is no whole payload. */
function refuseFailed({ errors = [] }: ExecutionResult): void {
  for (const { message, extensions } of errors) {
    const code = String(extensions.code ?? '');
    if (leftOut.has(code)) continue;
    const cause = { details: { code } };
    if (refusedDocument.test(code)) throw new SelectionInvalidError(`does not fit the graph: ${message}`, cause);
    throw new PayloadUnavailableError(`The graph did not give the whole payload: ${message}`, cause);
  }
}

function withReference({ intervention, ...event }: Record<string, unknown>): Record<string, unknown> {
  const reference = (intervention as { reference?: unknown } | null)?.reference;
  return { ...event, ...(reference !== undefined && { reference }) };
}

function bodyOf(
  { type, occurredAt }: WebhookMessage,
  data: unknown,
  errors: readonly GraphQLFormattedError[] = [],
): string {
  const refused = errors.map(({ message, path, extensions }) => ({ message, path, code: extensions?.code }));
  return JSON.stringify({
    type,
    timestamp: occurredAt.toISOString(),
    data,
    ...(refused.length > 0 && { errors: refused }),
  });
}
