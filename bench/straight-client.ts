import { Pool } from 'undici';
import { keyringOf } from '../platform/secrets/open-master-keyring.js';
import type { Caller } from '../platform/service/caller.js';
import { signCall, signedCallHeader } from '../platform/service/signed-call.js';
import { entityQueries, interventionsQuery } from './dossier-query.js';

export interface StraightClientOptions {
  /** Where each subgraph is, by name. */
  urls: Readonly<Record<string, string>>;
  masterSecret: string;
  caller: Caller;
  page: number;
}

export interface StraightClient {
  /** Asks all four subgraphs; throws when one of them gives an error. Returns the number of interventions. */
  ask(): Promise<number>;
  close(): Promise<void>;
}

interface Interventions {
  data: { interventions: { nodes: { __typename: string; id: string; beneficiary: { email: string } }[] } };
}

/** What a careful person would write without a gateway: the fewest calls there can be, and nothing put together. */
export function createStraightClient({ urls, masterSecret, caller, page }: StraightClientOptions): StraightClient {
  const keyring = keyringOf(masterSecret);
  const doors = new Map(Object.entries(urls).map(([name, url]) => [name, new Pool(new URL(url).origin)]));

  const call = async (subgraph: string, query: string, variables: object): Promise<string> => {
    const door = doors.get(subgraph);
    if (!door) throw new Error(`there is no subgraph ${subgraph}`);
    const body = JSON.stringify({ query, variables });
    const headers = {
      'content-type': 'application/json',
      [signedCallHeader]: await signCall(keyring, subgraph, caller, body),
    };
    const answer = await door.request({ path: '/graphql', method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors":')) throw new Error(`${subgraph}: ${text.slice(0, 500)}`);
    return text;
  };

  return {
    async ask() {
      const { data } = JSON.parse(await call('interventions', interventionsQuery, { first: page })) as Interventions;
      const { nodes } = data.interventions;
      const keys = nodes.map(({ __typename, id }) => ({ __typename, id }));
      const withEmail = nodes.map(({ __typename, id, beneficiary: { email } }) => ({
        __typename,
        id,
        beneficiary: { email },
      }));
      await Promise.all([
        call('integrations', entityQueries.integrations, { representations: keys }),
        call('billing', entityQueries.billing, { representations: keys }),
        call('marketing', entityQueries.marketing, { representations: withEmail }),
      ]);
      return nodes.length;
    },
    async close() {
      await Promise.all([...doors.values()].map((door) => door.close()));
    },
  };
}
