import { composeSupergraph } from '../gateway/supergraph/compose.js';
import { composeContract } from '../gateway/supergraph/compose-contract.js';
import { buildSubgraph } from '../platform/service/subgraph-schema.js';
import { subgraphNames, subgraphs } from './subgraphs.js';

/** The generated files of `schema/`, by name: each subgraph's schema, what they compose to, and the partners' part of it. */
export async function composeSchemaFiles(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const texts = [];
  for (const [index, name] of subgraphNames.entries()) {
    const { typeDefs } = await buildSubgraph(subgraphs[name]);
    files[`${name}.graphql`] = typeDefs;
    texts.push({ name, typeDefs, url: `http://127.0.0.1:${4001 + index}/graphql` });
  }
  files['supergraph.graphql'] = composeSupergraph(texts);
  files['partner.graphql'] = composeContract(texts, 'partner');
  return files;
}
