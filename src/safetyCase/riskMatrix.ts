/** How bad the effect is, from the mildest to the worst. */
export const SEVERITIES = ['minor', 'significant', 'considerable', 'major', 'catastrophic'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How likely the effect is, from the least to the most. */
export const LIKELIHOODS = ['veryLow', 'low', 'medium', 'high', 'veryHigh'] as const;
export type Likelihood = (typeof LIKELIHOODS)[number];

/** 1 is acceptable, 5 is not acceptable at all. */
export type Rating = 1 | 2 | 3 | 4 | 5;

/** The matrix of NHS England's guidance to DCB0129: a row a likelihood, a column a severity. */
const MATRIX: Record<Likelihood, readonly [Rating, Rating, Rating, Rating, Rating]> = {
  veryLow: [1, 1, 2, 2, 3],
  low: [1, 2, 2, 3, 4],
  medium: [2, 2, 3, 3, 4],
  high: [2, 3, 3, 4, 5],
  veryHigh: [3, 4, 4, 5, 5],
};

export function rate(likelihood: Likelihood, severity: Severity): Rating {
  return MATRIX[likelihood][SEVERITIES.indexOf(severity)] ?? 5;
}

/** From this rating on a risk is told as open. */
export const OPEN_FROM: Rating = 3;

export const RATING_MEANINGS: Record<Rating, string> = {
  1: 'Acceptable. Nothing more has to be done.',
  2: 'Acceptable when reducing it further would cost more than it gains.',
  3: 'Undesirable. To be reduced; acceptable only when reducing it further is not practical.',
  4: 'Has to be removed or reduced before use.',
  5: 'Unacceptable.',
};

export const SEVERITY_MEANINGS: Record<Severity, string> = {
  minor: 'One person: a small injury that heals soon, upset, inconvenience.',
  significant: 'One person: a small lasting injury, or real distress. Several: small injuries that heal soon.',
  considerable: 'One person: a severe injury that heals, or severe distress. Several: small lasting injuries.',
  major: 'One person dies or is harmed for life. Several: severe injuries that heal, or severe distress.',
  catastrophic: 'Several people die or are harmed for life.',
};

export const LIKELIHOOD_MEANINGS: Record<Likelihood, string> = {
  veryLow: 'Hardly ever.',
  low: 'It can happen, but nearly always does not.',
  medium: 'Possible.',
  high: 'Not certain, but to be expected most of the time.',
  veryHigh: 'Certain or nearly so.',
};

/** The names as people write them: `veryLow` is "very low". */
export const inWords = (name: Severity | Likelihood): string => name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
