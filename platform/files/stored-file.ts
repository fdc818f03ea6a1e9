import { Arg, Ctx, Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { z } from 'zod';
import { Authenticated } from '../access/decorators.js';
import type { RequestContext } from '../service/request-context.js';
import type { FileLinks } from './file-links.js';
import { type FileSubject, type FileSubjectType, fileSubjects } from './file-subjects.js';
import { mediaTypes } from './media-types.js';

/**
 * A file as every subgraph shows it, and the row it is made from. A subgraph that has one of these in its graph lists
 * nothing for it: who may see it is said by the field that leads there.
 */
@Authenticated()
@Directive('@shareable')
@ObjectType({ description: 'A file that the hub keeps. Its content is behind `url`, and at GET /api/v1/files/{id}.' })
export class StoredFile {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'contract, invoice, photo …' })
  kind!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { description: 'What the content was found to be, whatever it was called.' })
  mediaType!: string;

  @Field(() => Int, { description: 'In bytes.' })
  size!: number;

  @Field(() => String, { description: 'Of the content, in hexadecimal.' })
  sha256!: string;

  @Field(() => Date)
  createdAt!: Date;

  organizationId!: string;
  subject!: FileSubject;
  storageKey!: string;
  /** The data key it is encrypted by; `null` when it is not. */
  dataKey!: string | null;

  @Field(() => String, { description: 'Opens it to whoever has it, without a key, until it expires.' })
  url(
    @Ctx() { services }: RequestContext<{ files: FileLinks }>,
    @Arg('expiresIn', () => Int, { defaultValue: 3_600, description: 'Seconds: 60 to 2592000.' }) expiresIn: number,
  ): string {
    return services.files.link(this, { expiresInSeconds: expiresIn });
  }
}

/** What `storedFileOf` reads. */
export const fileColumns = `id, organization_id, created_at, subject_type, subject_id, kind, name, media_type, size,
  sha256, storage_key, data_key`;

const row = z.object({
  id: z.uuid(),
  organization_id: z.uuid(),
  created_at: z.coerce.date(),
  subject_type: z.enum(Object.keys(fileSubjects) as [FileSubjectType, ...FileSubjectType[]]),
  subject_id: z.uuid(),
  kind: z.string(),
  name: z.string(),
  media_type: z.enum(mediaTypes),
  size: z.int(),
  sha256: z.string(),
  storage_key: z.string(),
  data_key: z.uuid().nullable(),
});

export function storedFilesOf(rows: unknown): StoredFile[] {
  return z
    .array(row)
    .parse(rows)
    .map((one) =>
      Object.assign(new StoredFile(), {
        id: one.id,
        organizationId: one.organization_id,
        createdAt: one.created_at,
        subject: { type: one.subject_type, id: one.subject_id },
        kind: one.kind,
        name: one.name,
        mediaType: one.media_type,
        size: one.size,
        sha256: one.sha256,
        storageKey: one.storage_key,
        dataKey: one.data_key,
      }),
    );
}
