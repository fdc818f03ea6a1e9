import Provider from 'oidc-provider';

/** Where somebody signs in: whose program asks, and from which browser. */
export interface SignInPlace {
  organizationId: string;
  address: string | null;
  userAgent: string | null;
}

/** Of the request that oidc-provider is answering at the moment; `undefined` when it is none of a known client's. */
export function currentPlace(): SignInPlace | undefined {
  const ctx = Provider.ctx;
  const organizationId = ctx?.oidc?.client?.organization_id;
  if (!ctx || typeof organizationId !== 'string') return undefined;
  return { organizationId, address: ctx.ip || null, userAgent: ctx.get('user-agent').slice(0, 500) || null };
}
