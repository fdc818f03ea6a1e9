import { request } from 'undici';

export interface GraphClient {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the answer; throws when it is not a good one. */
  text(query: string, variables?: object): Promise<string>;
  /** The data of the answer; throws when it has errors. */
  data<Data>(query: string, variables?: object): Promise<Data>;
}

export function createGraphClient(url: string, key: string | undefined): GraphClient {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  const text = async (query: string, variables: object = {}) => {
    const answer = await request(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const body = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${body.slice(0, 2_000)}`);
    return body;
  };
  return {
    url,
    headers,
    text,
    async data<Data>(query: string, variables?: object) {
      const { data, errors } = JSON.parse(await text(query, variables)) as { data: Data; errors?: unknown };
      if (errors) throw new Error(`${url} answered with errors: ${JSON.stringify(errors).slice(0, 2_000)}`);
      return data;
    },
  };
}
