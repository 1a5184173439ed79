/** The pages of the website by who reads them, in the order of reading. A document that is not here stands under "More". */
export const NAVIGATION: readonly (readonly [reader: string, files: readonly string[]])[] = [
  ['Parents', ['docs/parents.md']],
  ['Clinicians', ['docs/clinicians.md', 'docs/transcripts.md']],
  [
    'Safety',
    ['docs/safety/intended-use.md', 'docs/safety/model-card.md', 'docs/safety/dtac.md', 'docs/safety/wcag.md'],
  ],
  [
    'Operators',
    [
      'docs/operators.md',
      'docs/deploy.md',
      'docs/runbook.md',
      'docs/scale.md',
      'docs/security.md',
      'docs/embed.md',
      'docs/teams.md',
      'docs/releasing.md',
      'docs/licences.md',
    ],
  ],
  ['Developers', ['docs/developers.md', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/decisions/README.md']],
];

/** The first page. */
export const HOME = 'docs/README.md';

/**
 * Documents that are being written, by their paths: a link to one is shown as its words. One that exists may not stand
 * here: that fails the build, so that the list empties itself.
 */
export const NOT_YET: readonly string[] = ['docs/runbook.md'];
