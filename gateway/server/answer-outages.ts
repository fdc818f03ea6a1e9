import type { ApolloServerPlugin } from '@apollo/server';

/** An answer of which an outage left nothing is a 503 for proxies and clients that look at the status alone. */
export const answerOutages: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, errors }) {
        if (response.body.kind !== 'single' || !errors?.some(({ extensions }) => extensions.code === 'UNAVAILABLE'))
          return;
        const roots = Object.values(response.body.singleResult.data ?? {});
        if (roots.every((root) => root === null)) response.http.status = 503;
      },
    };
  },
};
