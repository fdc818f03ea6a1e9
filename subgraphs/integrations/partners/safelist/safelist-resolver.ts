import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../../platform/access/decorators.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../../services.js';
import { Partner } from '../types.js';
import { createFaultOf } from './operation-fault.js';
import { registerOperation } from './register-operation.js';
import { RegisteredOperation } from './registered-operation.js';
import { removeOperation } from './remove-operation.js';
import { PartnerOperation, RegisterPartnerOperationInput } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Partner)
export class SafelistResolver {
  @FieldResolver(() => [PartnerOperation], {
    description: 'What it may send by a documentId, by name; each is checked against the schema of this moment.',
  })
  async operations(
    @Ctx() context: Context,
    @Root() { id: connectionId }: Partner,
    @Arg('fits', () => Boolean, {
      nullable: true,
      description: 'False: those alone that would not be answered any more. True: the others.',
    })
    fits: boolean | null | undefined,
  ): Promise<PartnerOperation[]> {
    const orderBy = { name: 'asc', documentId: 'asc' } as const;
    const registered = await context.em.find(RegisteredOperation, { connectionId }, { orderBy });
    if (registered.length === 0) return [];
    const faultOf = await createFaultOf(context, connectionId);
    return registered
      .map(({ documentId, name, document, createdAt }) => {
        return { documentId, name, document, createdAt, fault: faultOf(document) };
      })
      .filter(({ fault }) => (fits ?? fault === null) === (fault === null));
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => PartnerOperation, {
    description: 'The same document again gets the new name. Refused when the partner would not be answered.',
  })
  registerPartnerOperation(
    @Ctx() context: Context,
    @Arg('partnerId', () => ID) partnerId: string,
    @Arg('input', () => RegisterPartnerOperationInput) input: RegisterPartnerOperationInput,
  ): Promise<PartnerOperation> {
    return registerOperation(context, partnerId, input);
  }

  @RequiresScopes('connections:admin')
  @Mutation(() => Boolean)
  removePartnerOperation(
    @Ctx() { write }: Context,
    @Arg('partnerId', () => ID) partnerId: string,
    @Arg('documentId', () => String) documentId: string,
  ): Promise<boolean> {
    return write(async (unit) => {
      await removeOperation(unit, partnerId, documentId);
      return true;
    });
  }
}
