import { NotFoundError, UnavailableError } from '../../../platform/errors/errors.js';
import { type FileSubjectType, fileSubjects } from '../../../platform/files/file-subjects.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { FileServices } from './file-services.js';

/** The query that finds each, by its id. Of the others no files are taken in here. */
const queries = {
  intervention: 'query FileSubject($id: ID!) { subject: intervention(id: $id) { id } }',
  quote: 'query FileSubject($id: ID!) { subject: quote(id: $id) { id } }',
  invoice: 'query FileSubject($id: ID!) { subject: invoice(id: $id) { id } }',
} satisfies Partial<Record<FileSubjectType, string>>;

/** What a file can be uploaded for. */
export type UploadSubject = keyof typeof queries;
export const uploadSubjects = Object.keys(queries) as [UploadSubject, ...UploadSubject[]];

/**
 * Asks the graph, where a file's owner is known. Who may write may hear that it is there, whether it may read it or not.
 * @throws NotFoundError, UnavailableError
 */
export async function requireSubject(
  { graph }: Pick<FileServices, 'graph'>,
  { organizationId, actor }: Caller,
  { type, id }: { type: UploadSubject; id: string },
  requestId: string,
): Promise<void> {
  const nothing = new NotFoundError(`There is no ${type} ${id}.`, { details: { field: 'subjectId', id } });
  const query = queries[type];
  const caller = { organizationId, actor, scopes: [fileSubjects[type].read] };
  const { data, errors } = await graph.execute({ query, variables: { id } }, { caller, requestId });
  if (errors) throw new UnavailableError(`Whether there is such a ${type} cannot be found out.`, { cause: errors[0] });
  if (!data?.subject) throw nothing;
}
