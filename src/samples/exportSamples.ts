import type { Sample } from '../state/recordStores.ts';

/** The name of the block in which new utterances wait to be sorted into the others. */
const GROUP = 'fromReview';

/**
 * The reviewers' wordings as YAML, a block for each file of content/ that they belong to, each line once. The samples
 * themselves, which are parents' own words, are not in it.
 */
export function exportSamples(judged: readonly Sample[]): string {
  const byFile = Map.groupBy(
    judged.filter(({ verdict }) => verdict),
    ({ verdict, language }) => `content/${verdict?.topic}/utterances.${language}.yaml`,
  );
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, samples]) => {
      const lines = [...new Set(samples.map(({ verdict }) => `  ${verdict?.wording.replace(/\s+/g, ' ').trim()}`))];
      return `# ${file}\n${GROUP}: |\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
