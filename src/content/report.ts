import type { Checked } from './check.ts';
import { MEASURED_FROM, type MeasuredReply } from './checkLength.ts';
import { READING_LIMITS } from './readability.ts';
import { LANGUAGES, type Language } from './routes.ts';
import { NEEDS, type Need } from './schema.ts';

/** What `content:check` prints whether or not something is wrong: a line a topic, a line a country. */
export function checkReport(checked: Checked): string {
  return [...topicTable(checked), '', ...needsTable(checked)].join('\n');
}

function topicTable({ content, replies }: Checked): string[] {
  const byTopic = Map.groupBy(replies, ({ topic }) => topic);
  const rows = [...content.topics].map(([name, { steps, status, review }]) => {
    const own = byTopic.get(name) ?? [];
    const longest = own.toSorted((a, b) => b.words - a.words)[0];
    const translated = LANGUAGES.slice(1).filter((language) => content.translations.get(language)?.has(name));
    return [
      name,
      String(Object.keys(steps).length),
      longest ? `${longest.words} ${longest.step}${longest.language === 'en' ? '' : ` (${longest.language})`}` : '',
      ...LANGUAGES.map((language) => worst(own, language)),
      ['en', ...translated].join(' '),
      review ? `${status}: ${review.by}, ${review.on}` : status,
    ];
  });
  const measures = LANGUAGES.map((language) => `worst ${READING_LIMITS[language].name} (${language})`);
  return table([['topic', 'steps', 'longest reply, words', ...measures, 'in', 'status'], ...rows]);
}

function worst(replies: readonly MeasuredReply[], language: Language): string {
  const own = replies.filter((reply) => reply.language === language && reply.words >= MEASURED_FROM);
  const [hardest] = own.toSorted((a, b) => (language === 'en' ? b.value - a.value : a.value - b.value));
  return hardest ? `${hardest.value.toFixed(1)} ${hardest.step}` : '-';
}

/** Needs of parents that a country has no line for: they get the other lines, or none. */
function needsTable({ content }: Checked): string[] {
  const asked = new Set(
    [...content.topics.values()].flatMap(({ steps }) =>
      Object.values(steps).flatMap(({ helpLines }) => helpLines ?? []),
    ),
  );
  const rows = [...content.regions].map(([name, { lines }]) => {
    const met = new Set<Need>(['emergency', ...lines.flatMap(({ needs }) => needs)]);
    const missing = NEEDS.filter((need) => asked.has(need) && !met.has(need));
    const next = lines.map(({ expires }) => expires).sort()[0] ?? '-';
    return [name, String(lines.length), next, missing.join(', ') || '-'];
  });
  return table([['country', 'lines', 'first to expire', 'no line for'], ...rows]);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
