/** The federated question: a page of dossiers, each with what three other subgraphs know of it. */
export const dossierQuery = /* GraphQL */ `
  query Dossiers($first: Int!) {
    interventions(first: $first, orderBy: REFERENCE) {
      totalCount
      nodes {
        id
        reference
        status
        beneficiary { firstName lastName email phone }
        syncStatus { state vendorStatus lastDelivery { id status externalId attempts { number outcome httpStatus } } }
        quotes {
          number
          status
          totals { gross { amount currency } }
          invoices {
            number
            status
            balance { amount currency }
            payments { method receivedAt amount { amount currency } }
          }
        }
        contact { displayName tags consents { purpose granted at source } }
      }
    }
  }
`;

/** The same question as a hand-written client asks it: this first … */
export const interventionsQuery = /* GraphQL */ `
  query ($first: Int!) {
    interventions(first: $first, orderBy: REFERENCE) {
      totalCount
      nodes { __typename id reference status beneficiary { firstName lastName email phone } }
    }
  }
`;

const entities = (fields: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Intervention { ${fields} } } }`;

/** … then each of these, all at once, for the interventions that came. */
export const entityQueries = {
  integrations: entities(
    'syncStatus { state vendorStatus lastDelivery { id status externalId attempts { number outcome httpStatus } } }',
  ),
  billing: entities(
    `quotes { number status totals { gross { amount currency } }
      invoices { number status balance { amount currency } payments { method receivedAt amount { amount currency } } } }`,
  ),
  marketing: entities('contact { displayName tags consents { purpose granted at source } }'),
} as const;
