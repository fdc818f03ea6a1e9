import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { fileById } from '../../../platform/files/find-files.js';
import { StoredFile } from '../../../platform/files/stored-file.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { Document, Photo } from '../entities/dossier.js';

type Context = RequestContext<SubgraphServices>;

const url = {
  description: 'Where it is. Of a file that the hub keeps, a link for whoever has it, good for seven days at least.',
};
const file = { nullable: true, description: 'What the hub keeps; null where it only knows an address.' };

@Resolver(() => Document)
export class DocumentResolver {
  @FieldResolver(() => String, url)
  url(@Ctx() context: Context, @Root() document: Document): string | null {
    return addressOf(context, document);
  }

  @FieldResolver(() => StoredFile, file)
  file(@Ctx() context: Context, @Root() document: Document): Promise<StoredFile | null> {
    return fileOf(context, document);
  }
}

@Resolver(() => Photo)
export class PhotoResolver {
  @FieldResolver(() => String, url)
  url(@Ctx() context: Context, @Root() photo: Photo): string | null {
    return addressOf(context, photo);
  }

  @FieldResolver(() => StoredFile, file)
  file(@Ctx() context: Context, @Root() photo: Photo): Promise<StoredFile | null> {
    return fileOf(context, photo);
  }
}

function addressOf({ services, caller }: Context, { url: address, fileId }: Document | Photo): string | null {
  return fileId ? services.files.lastingLink({ id: fileId, organizationId: caller.organizationId }) : address;
}

async function fileOf(context: Context, { fileId }: Document | Photo): Promise<StoredFile | null> {
  return fileId ? ((await context.load(fileById, fileId)) ?? null) : null;
}
