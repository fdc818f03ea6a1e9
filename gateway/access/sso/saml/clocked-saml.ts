import { SAML, type SamlConfig } from '@node-saml/node-saml';

type Restrictions = Parameters<SAML['checkAudienceValidityError']>[1];

interface Held {
  now(): Date;
  audienceRequired: boolean;
}

/** node-saml by the hub's clock, and with an audience that may be missing where a provider is set up so. */
export class ClockedSaml extends SAML {
  readonly #held: Held;

  constructor(config: SamlConfig, held: Held) {
    super(config);
    this.#held = held;
  }

  protected override checkTimestampsValidityError(
    _now: number,
    notBefore: string,
    notOnOrAfter: string,
    maxTimeLimit?: number,
  ): Error | null {
    return super.checkTimestampsValidityError(this.#held.now().getTime(), notBefore, notOnOrAfter, maxTimeLimit);
  }

  protected override checkAudienceValidityError(expected: string, restrictions: Restrictions): Error | null {
    if (!this.#held.audienceRequired && (restrictions ?? []).length === 0) return null;
    return super.checkAudienceValidityError(expected, restrictions);
  }
}
