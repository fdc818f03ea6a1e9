import type { Caller } from '../../../platform/service/caller.js';
import { marketing } from '../../../subgraphs/marketing/definition.js';
import { type SubgraphHarness, startSubgraphs, type TestSubgraph } from '../../support/subgraph-harness.js';

export interface ContactAnswer {
  id: string;
  version: number;
  email: string | null;
}

export interface LeadAnswer {
  id: string;
  version: number;
  status: string;
}

export interface MarketingKit extends SubgraphHarness {
  graph: TestSubgraph;
  contact(input?: object, caller?: Caller): Promise<ContactAnswer>;
  lead(input?: object): Promise<LeadAnswer>;
  /** Runs a mutation on a lead: `step('loseLead', id, 'reason: "x"')`. */
  step(mutation: string, id: string, args?: string): Promise<LeadAnswer>;
  /** The refusal of the same. */
  refused(mutation: string, id: string, args?: string): Promise<Record<string, unknown>>;
}

export const contactFields = 'id version firstName lastName email phone tags clientSince displayName';
const leadFields = `id version status source score notes qualifiedAt closedAt lossReason
  contact { id clientSince }`;

/** A marketing subgraph with hands to work it. */
export async function startMarketing(): Promise<MarketingKit> {
  const harness = await startSubgraphs([marketing]);
  const graph = harness.subgraph('marketing');
  const step = (mutation: string, id: string, args = '') =>
    `mutation { done: ${mutation}(id: "${id}" ${args}) { ${leadFields} } }`;

  const contact: MarketingKit['contact'] = async (input = { firstName: 'Marie' }, caller) => {
    const mutation = `mutation ($input: ContactInput!) { createContact(input: $input) { ${contactFields} } }`;
    return (await graph.data<{ createContact: ContactAnswer }>(mutation, { input }, caller)).createContact;
  };

  return {
    ...harness,
    graph,
    contact,
    async lead(input = {}) {
      const mutation = `mutation ($input: CreateLeadInput!) { createLead(input: $input) { ${leadFields} } }`;
      const whole = {
        source: 'website',
        ...('contactId' in input ? {} : { contactId: (await contact()).id }),
        ...input,
      };
      return (await graph.data<{ createLead: LeadAnswer }>(mutation, { input: whole })).createLead;
    },
    step: async (mutation, id, args) => (await graph.data<{ done: LeadAnswer }>(step(mutation, id, args))).done,
    refused: (mutation, id, args) => graph.refusal(step(mutation, id, args)),
  };
}
