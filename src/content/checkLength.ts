import type { Exceptions } from './checkData.ts';
import type { Content } from './load.ts';
import type { ParentWords } from './parentWords.ts';
import type { Problem } from './problems.ts';
import { isEasy, READING_LIMITS, type Reading, reading } from './readability.ts';
import type { Language } from './routes.ts';

/** Spanish says the same in about a sixth more words. */
const MAX_WORDS: Readonly<Record<Language, number>> = { en: 60, es: 70 };
const MAX_BUBBLES = 3;
/** In fewer words than this, one long one decides the grade: it says nothing. */
export const MEASURED_FROM = 10;
const EXCEPTIONS_FILE = 'content/checks/exceptions.yaml';

/** All bubbles that one step says in one language. */
export interface MeasuredReply extends Reading {
  readonly file: string;
  readonly path: string;
  readonly topic: string;
  readonly step: string;
  readonly language: Language;
  readonly bubbles: number;
}

/** How long and how hard to read each reply is. The emergency number counts as a word. */
export function measureReplies(words: readonly ParentWords[]): MeasuredReply[] {
  const replies = Map.groupBy(
    words.filter(({ kind, step }) => kind === 'bubble' && step),
    ({ file, path }) => `${file}:${path.replace(/\.\d+$/, '')}`,
  );
  return [...replies.values()].flatMap((bubbles) => {
    const [first] = bubbles;
    if (!first?.topic || !first.step) return [];
    const { file, language, topic, step } = first;
    const texts = bubbles.map(({ text }) => text.replace('{baby}', 'a baby').replace(/\{\w+\}/g, '911'));
    const path = first.path.replace(/\.\d+$/, '');
    return [{ file, path, topic, step, language, bubbles: bubbles.length, ...reading(texts, language) }];
  });
}

/** Replies that are too long or too hard, and exceptions that nobody needs any more. */
export function checkLength(
  replies: readonly MeasuredReply[],
  exceptions: Exceptions,
  content: Content,
  unread: ReadonlySet<string>,
): Problem[] {
  const readable = Object.entries(exceptions).filter(([id]) => !unread.has(id.split('/')[0] ?? ''));
  return [
    ...replies.flatMap((reply) => tooMuch(reply, exceptions[`${reply.topic}/${reply.step}`])),
    ...readable.flatMap(([id, exception]) => unneeded(id, exception, replies, content)),
  ];
}

function tooMuch(reply: MeasuredReply, exception: Exceptions[string] | undefined): Problem[] {
  const { file, path, words, bubbles, language, value } = reply;
  const messages: string[] = [];
  const maxWords = Math.round(((exception?.maxWords ?? MAX_WORDS.en) * MAX_WORDS[language]) / MAX_WORDS.en);
  if (words > maxWords) messages.push(`has ${words} words, at most ${maxWords}: cut it, or make two steps of it`);
  const maxBubbles = exception?.maxBubbles ?? MAX_BUBBLES;
  if (bubbles > maxBubbles) messages.push(`has ${bubbles} bubbles, at most ${maxBubbles}: join or cut some`);
  const { name, limit: usual } = READING_LIMITS[language];
  const limit = (language === 'en' ? exception?.maxGrade : exception?.minIndex) ?? usual;
  if (words >= MEASURED_FROM && !isEasy(value, language, limit)) {
    const bound = language === 'en' ? `at most ${limit}` : `at least ${limit}`;
    messages.push(`is hard to read (${name} ${value}, ${bound}): shorter sentences, shorter words`);
  }
  return messages.map((message) => ({ file, path, message }));
}

function unneeded(
  id: string,
  exception: Exceptions[string],
  replies: readonly MeasuredReply[],
  content: Content,
): Problem[] {
  const at = { file: EXCEPTIONS_FILE, path: id };
  const [topic = '', step = ''] = id.split('/');
  if (!content.topics.get(topic)?.steps[step]) return [{ ...at, message: 'is no step: mend the name, or delete it' }];
  const own = replies.filter((reply) => `${reply.topic}/${reply.step}` === id);
  const english = own.filter(({ language }) => language === 'en');
  const spanish = own.filter(({ language }) => language === 'es');
  const idle = [
    exception.maxWords !== undefined && own.every(({ words, language }) => words <= MAX_WORDS[language]) && 'maxWords',
    exception.maxBubbles !== undefined && own.every(({ bubbles }) => bubbles <= MAX_BUBBLES) && 'maxBubbles',
    exception.maxGrade !== undefined && english.every(({ value }) => isEasy(value, 'en')) && 'maxGrade',
    exception.minIndex !== undefined &&
      spanish.length > 0 &&
      spanish.every(({ value }) => isEasy(value, 'es')) &&
      'minIndex',
  ].filter((name) => name !== false);
  return idle.map((name) => ({ ...at, message: `${name} is no longer needed: delete it` }));
}
