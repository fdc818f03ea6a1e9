/** What a score is made of: what is known of a lead and of its contact. */
export interface ScoreFacts {
  source: string;
  /** The purposes that the contact consents to now. */
  consents: ReadonlySet<string>;
  /** How often each thing happened, as `QUOTE SENT`. */
  touches: ReadonlyMap<string, number>;
}

interface ScoreRule {
  /** For people to read. */
  reason: string;
  points: number;
  /** How often it holds; it counts as often as `atMost` says. */
  times(facts: ScoreFacts): number;
  atMost: number;
}

const from = (source: string, points: number): ScoreRule => ({
  reason: `Came from: ${source}`,
  points,
  times: (facts) => Number(facts.source === source),
  atMost: 1,
});

const consents = (purpose: string, reason: string, points: number): ScoreRule => ({
  reason,
  points,
  times: (facts) => Number(facts.consents.has(purpose)),
  atMost: 1,
});

const happened = (touch: string, reason: string, points: number, atMost = 1): ScoreRule => ({
  reason,
  points,
  times: (facts) => facts.touches.get(touch) ?? 0,
  atMost,
});

/** All of it: a score is the sum, from 0 to 100. */
export const scoreRules: readonly ScoreRule[] = [
  from('referral', 20),
  from('partner', 20),
  from('trade-fair', 15),
  from('website', 10),
  consents('EMAIL_MARKETING', 'Consents to e-mails', 10),
  consents('PHONE_MARKETING', 'Consents to calls', 10),
  happened('QUOTE SENT', 'Was sent a quote', 20),
  happened('QUOTE VIEWED', 'Looked at a quote', 10),
  happened('QUOTE SIGNED', 'Signed a quote', 30),
  happened('QUOTE REJECTED', 'Refused a quote', -20),
  happened('ACTIVITY FORM_SUBMITTED', 'Filled in a form', 10, 2),
  happened('ACTIVITY EMAIL_OPENED', 'Opened an e-mail', 5, 3),
  happened('ACTIVITY PAGE_VISITED', 'Visited a page', 2, 5),
];

const highest = 100;

/** What counts, and for how much. */
export const reasonsOf = (facts: ScoreFacts): { reason: string; points: number }[] =>
  scoreRules.flatMap(({ reason, points, times, atMost }) => {
    const count = Math.min(times(facts), atMost);
    return count === 0 ? [] : [{ reason: count > 1 ? `${reason}, ${count} times` : reason, points: points * count }];
  });

export const scoreOf = (facts: ScoreFacts): number =>
  Math.max(
    0,
    Math.min(
      highest,
      reasonsOf(facts).reduce((sum, { points }) => sum + points, 0),
    ),
  );
