import { type Banned, EMERGENCY } from './checkData.ts';
import type { Content } from './load.ts';
import type { ParentWords } from './parentWords.ts';
import type { Problem } from './problems.ts';
import { EMERGENCY_ROUTES, type Language } from './routes.ts';

const QUOTED = /["\u201c\u00ab][^"\u201d\u00bb]*["\u201d\u00bb]/g;
/** The only slots that the program fills into a topic's words. */
const SLOTS = ['emergencyNumber', 'baby'];
/** Those that the hand-off fills into its own words besides. */
const HANDOFF_SLOTS = [...SLOTS, 'staff', 'name', 'position', 'minutes', 'opens', 'number'];

/** Phrases that no parent may read, numbers and names typed into words, and unknown slots. */
export function checkWords(
  words: readonly ParentWords[],
  content: Content,
  banned: ReadonlyMap<Language, Banned>,
): Problem[] {
  const finders = new Map([...banned].map(([language, entries]) => [language, bannedFinder(entries)] as const));
  const typed = typedFinder(content);
  return words.flatMap((found) => {
    const { file, path, language, text } = found;
    const messages = [
      ...(finders.get(language)?.(found) ?? []),
      ...(found.kind === 'bubble' || found.kind === 'button' ? [...typed(text), ...slotMessages(found)] : []),
    ];
    return messages.map((message) => ({ file, path, message }));
  });
}

/** Entries that name a topic or a step which does not exist: they would never be found. */
export function checkBanned(
  language: Language,
  entries: Banned,
  content: Content,
  unread: ReadonlySet<string>,
): Problem[] {
  const file = `content/checks/banned.${language}.yaml`;
  const known = (name: string) => name === EMERGENCY || content.topics.has(name) || unread.has(name);
  const step = (id: string) => {
    const [topic = '', name = ''] = id.split('/');
    return unread.has(topic) || Boolean(content.topics.get(topic)?.steps[name]);
  };
  return entries.flatMap(({ only = [], allow }, i) => [
    ...only
      .filter((name) => !known(name))
      .map((name) => ({ file, path: `${i}.only`, message: `"${name}" is no topic: mend the name` })),
    ...allow
      .filter((id) => !step(id))
      .map((id) => ({ file, path: `${i}.allow`, message: `"${id}" is no step: mend the name, or delete it` })),
  ]);
}

function bannedFinder(entries: Banned): (found: ParentWords) => string[] {
  const compiled = entries.map((entry) => ({
    ...entry,
    pattern: phrasePattern(entry.words),
    // Most texts hold none of the words: this tells it ten times as fast as the pattern.
    quick: entry.words.map((phrase) => phrase.replace(/\*$/, '').split(/\s+/)[0]?.toLowerCase() ?? ''),
    exceptions: entry.except.length > 0 ? phrasePattern(entry.except) : undefined,
  }));
  return ({ text, topic, step }) => {
    const plain = text.normalize('NFC').replace(/[\u2018\u2019]/g, "'");
    const lower = plain.toLowerCase();
    return compiled
      .filter(({ quick }) => quick.some((start) => lower.includes(start)))
      .filter(({ only, allow }) => appliesTo(topic, only) && !allow.includes(`${topic}/${step}`))
      .flatMap(({ pattern, exceptions, exceptQuoted, reason, instead }) => {
        const right = [
          ...(exceptions ? plain.matchAll(exceptions) : []),
          ...(exceptQuoted ? plain.matchAll(QUOTED) : []),
        ];
        const hits = [...plain.matchAll(pattern)].filter((hit) => !right.some((phrase) => overlaps(hit, phrase)));
        const remedy = instead ? ` Instead: ${instead}` : ' Say it in other words';
        return hits.map((hit) => `"${hit[0]}": ${reason}.${remedy}`);
      });
  };
}

function appliesTo(topic: string | undefined, only: readonly string[] | undefined): boolean {
  if (!only) return true;
  if (!topic) return false;
  return only.includes(topic) || (only.includes(EMERGENCY) && EMERGENCY_ROUTES.some((route) => route === topic));
}

function overlaps(a: RegExpMatchArray, b: RegExpMatchArray): boolean {
  const [start, other] = [a.index ?? 0, b.index ?? 0];
  return start < other + b[0].length && other < start + a[0].length;
}

/** Whole words, in any case; a star at the end stands for any ending. */
export function phrasePattern(phrases: readonly string[]): RegExp {
  const alternatives = phrases.map((phrase) => {
    const open = phrase.endsWith('*');
    const text = escaped((open ? phrase.slice(0, -1) : phrase).normalize('NFC'));
    const before = /^[\p{L}\p{N}]/u.test(phrase) ? '(?<![\\p{L}\\p{N}])' : '';
    const after = !open && /[\p{L}\p{N}]$/u.test(phrase) ? '(?![\\p{L}\\p{N}])' : '';
    return `${before}${text.replace(/\s+/g, '\\s+')}${open ? '\\p{L}*' : ''}${after}`;
  });
  return new RegExp(alternatives.join('|'), 'giu');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Finds what belongs in content/regions: numbers, and names of help lines. */
function typedFinder(content: Content): (text: string) => string[] {
  const lines = [...content.regions.values()].flatMap(({ lines }) => lines);
  const known = new Set(
    [
      ...[...content.regions.values()].map(({ emergency }) => emergency.number),
      ...lines.flatMap((line) => [line.call, line.text?.to]),
    ]
      .filter((number) => number !== undefined)
      .map(digitsOf),
  );
  const names = new Set(lines.flatMap(({ name }) => (typeof name === 'string' ? [name] : [name.en, name.es])));
  const named = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${[...names].map(escaped).join('|') || '(?!)'})(?![\\p{L}\\p{N}])`,
    'gu',
  );
  return (text) => [
    ...numbersIn(text)
      .filter((number) => digitsOf(number).length >= 7 || known.has(digitsOf(number)))
      .map((number) => `"${number}" is a telephone number: use helpLines, or the slot {emergencyNumber}`),
    ...[...text.matchAll(named)].map(
      ([name]) => `"${name}" is the name of a help line, which differs by country: use helpLines`,
    ),
  ];
}

/** Runs of digits as people write telephone numbers. Temperatures and ranges are none. */
export function numbersIn(text: string): string[] {
  const runs = text.match(/\+?\d(?:(?:[\s.\u2010-\u2013-]|\) ?)?\d)*/g) ?? [];
  return runs.flatMap((run) => (/\d\.\d/.test(run) && digitsOf(run).length < 7 ? [] : [run]));
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function slotMessages({ kind, text, topic }: ParentWords): string[] {
  const inEmergency = EMERGENCY_ROUTES.some((route) => route === topic) || kind === 'button';
  const misplaced = inEmergency && text.includes('{baby}');
  return [
    ...(misplaced ? ['holds {baby}, which stands in no emergency and on no button: write it out'] : []),
    ...unknownSlots(text, topic === 'handoff' ? HANDOFF_SLOTS : SLOTS),
  ];
}

function unknownSlots(text: string, slots: readonly string[]): string[] {
  return [...text.matchAll(/\{(\w*)\}?/g)]
    .filter(([whole, name]) => !whole.endsWith('}') || !slots.includes(name ?? ''))
    .map(([whole]) => `"${whole}" is no slot: words may hold {${slots.join('}, {')}} and nothing else in braces`);
}
