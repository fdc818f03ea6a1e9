import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { costOfAsking } from '../lookups/edge-types.js';
import { externalEdge } from '../lookups/external-edge.js';
import type { IntegrationsServices } from '../services.js';
import { Invoice } from '../subjects/types.js';
import { invoiceFacts, invoiceListFacts } from './facts.js';
import { InvoiceAtVendor, VendorDocument, VendorInvoiceFilter, VendorInvoices } from './invoice-types.js';
import { readVendorDocument } from './read-vendor-document.js';
import { recordEdge } from './record-edge.js';

type Context = RequestContext<IntegrationsServices>;

const nothing = {
  number: null,
  status: null,
  currency: null,
  gross: null,
  paid: null,
  balance: null,
  issuedAt: null,
  dueAt: null,
  viewedAt: null,
};

@Resolver(() => Invoice)
export class InvoiceEdgesResolver {
  @Directive(costOfAsking)
  @FieldResolver(() => InvoiceAtVendor, {
    nullable: true,
    description: 'As it stands where it is kept besides; null where it is kept nowhere else.',
  })
  async atVendor(@Ctx() context: Context, @Root() { id }: Invoice): Promise<InvoiceAtVendor | null> {
    const edge = await recordEdge(
      context,
      { type: 'invoice', id },
      { lookup: 'invoice-status', input: (externalId) => ({ externalId }), facts: invoiceFacts },
    );
    if (!edge) return null;
    const { facts, ...about } = edge;
    const { gross, ...found } = facts ?? nothing;
    return { ...about, ...found, amount: gross };
  }

  @Directive(costOfAsking)
  @RequiresScopes(['integrations:read', 'billing:read'], ['integrations:read', 'billing:write'])
  @FieldResolver(() => VendorDocument, {
    nullable: true,
    description: 'The PDF that the vendor makes of it, asked of the vendor now; null where it is kept nowhere else.',
  })
  vendorDocument(@Ctx() context: Context, @Root() { id }: Invoice): Promise<VendorDocument | null> {
    return readVendorDocument(context, { type: 'invoice', id }, 'invoice-pdf');
  }

  @RequiresScopes('integrations:read')
  @Directive(costOfAsking)
  @Query(() => VendorInvoices, { description: 'What Invoice Ninja has, ours and others.' })
  async invoicesAtVendor(
    @Ctx() context: Context,
    @Arg('companyId', () => ID, { nullable: true, description: 'In whose account; default: the common one.' })
    companyId: string | null,
    @Arg('filter', () => VendorInvoiceFilter, { nullable: true }) filter: VendorInvoiceFilter | null,
    @Arg('page', () => Int, { defaultValue: 1, description: 'From 1.' }) page: number,
    @Arg('perPage', () => Int, { defaultValue: 20, description: 'At most 100.' }) perPage: number,
  ): Promise<VendorInvoices> {
    const given = Object.entries({ ...filter }).filter(([, value]) => value !== null && value !== undefined);
    const input = { ...Object.fromEntries(given), page, perPage };
    const asked = { connector: 'invoice-ninja', companyId, lookup: 'invoices', input, facts: invoiceListFacts };
    const { facts, ...edge } = await externalEdge(context, asked);
    const invoices = facts?.invoices.map(({ gross, ...one }) => ({ ...one, amount: gross })) ?? null;
    return { ...edge, invoices, total: facts?.total ?? null, page, perPage };
  }
}
