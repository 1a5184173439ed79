import { type CheckData, readCheckData } from './checkData.ts';
import { type CodeFacts, checkFlow } from './checkFlow.ts';
import { checkTranslations, checkUtterances } from './checkLanguages.ts';
import { checkLength, type MeasuredReply, measureReplies } from './checkLength.ts';
import { checkEmergencyNumbers, checkLines } from './checkLines.ts';
import { checkSources } from './checkSources.ts';
import { checkBanned, checkWords } from './checkWords.ts';
import { type Content, type LanguageData, readContent, readLanguage, readRules } from './load.ts';
import { checkNeverPrint } from './neverPrint.ts';
import { parentWords, type SiteFile } from './parentWords.ts';
import type { Problem } from './problems.ts';
import { LANGUAGES, type Language } from './routes.ts';
import { checkSignoffs } from './signoffs.ts';
import { checkSite, readSite, readSites } from './site.ts';

/** What was found in a content folder, and all that it was found by. */
export interface Checked {
  readonly content: Content;
  readonly data: CheckData;
  readonly sites: readonly SiteFile[];
  readonly languageData: ReadonlyMap<Language, LanguageData>;
  readonly replies: readonly MeasuredReply[];
  /** What must be mended. */
  readonly problems: readonly Problem[];
  /** What will have to be mended soon. */
  readonly warnings: readonly Problem[];
}

export interface CheckOptions {
  readonly code: CodeFacts;
  /** The day on which help lines must still be valid, as 2026-11-23. */
  readonly today: string;
  /** A hospital's own file besides those in the folder: the setting SITE. */
  readonly site?: string | undefined;
}

/** Reads a whole content folder and checks it. A file that cannot be read hides no problem of the others. */
export function checkFolder(folder: string, { code, today, site }: CheckOptions): Checked {
  const content = readContent(folder);
  const data = readCheckData(folder);
  const languages = LANGUAGES.map((language) => [language, readLanguage(folder, language)] as const);
  const rules = LANGUAGES.map((language) => readRules(folder, language));
  const sites = readSites(folder);
  const own = site === undefined ? undefined : readSite(folder, site);
  const unreadable = [content, data, ...languages.map(([, read]) => read), ...rules, sites, own].flatMap(
    (read) => read?.problems ?? [],
  );
  const input = {
    content: content.value,
    data: data.value,
    sites: ownAndOthers(own?.value, sites.value),
    languageData: new Map(languages.map(([language, read]) => [language, read.value] as const)),
  };
  const words = parentWords(input.content, input.sites, input.data.pages);
  const replies = measureReplies(words);
  const broken = new Set(unreadable.map(({ file }) => file));
  const found = [
    ...checkContent({ ...input, code, today, words, replies, broken }),
    ...checkNeverPrint(folder, input.data.neverPrint),
  ];
  const all = [...unique(unreadable), ...found.filter(({ file }) => !broken.has(file))];
  return {
    ...input,
    replies,
    problems: all.filter(({ warning }) => !warning),
    warnings: all.filter(({ warning }) => warning),
  };
}

function ownAndOthers(own: SiteFile | undefined, others: readonly SiteFile[]): readonly SiteFile[] {
  return own ? [own, ...others.filter(({ file }) => file !== own.file)] : others;
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...seen.values()];
}

interface CheckInput {
  readonly content: Content;
  readonly code: CodeFacts;
  readonly data: CheckData;
  readonly sites: readonly SiteFile[];
  readonly languageData: ReadonlyMap<Language, LanguageData>;
  readonly words: ReturnType<typeof parentWords>;
  readonly replies: readonly MeasuredReply[];
  /** Files that could not be read: what is missing because of them is no second problem. */
  readonly broken: ReadonlySet<string>;
  readonly today: string;
}

/** How the files fit together, and what the words may say. */
function checkContent(input: CheckInput): Problem[] {
  const { content, code, data, sites, languageData, words, replies, broken, today } = input;
  const unread = brokenTopics(broken);
  const whole = (file: string) => !broken.has(`content/${file}`);
  return [
    ...checkFlow(content, code, unread),
    ...[...content.translations].flatMap(([language]) => checkTranslations(language, content)),
    ...[...languageData].flatMap(([language, found]) => checkUtterances(language, found, content, unread)),
    ...(whole('sources.yaml') ? checkSources(content, data.sources) : []),
    ...checkWords(words, content, data.banned),
    ...[...data.banned].flatMap(([language, entries]) => checkBanned(language, entries, content, unread)),
    ...(whole('checks/exceptions.yaml') ? checkLength(replies, data.exceptions, content, unread) : []),
    ...checkLines(content, sites, today),
    ...(whole('checks/emergencyNumbers.yaml') ? checkEmergencyNumbers(content, data.emergencyNumbers) : []),
    ...sites.flatMap((site) => checkSite(site, content, broken)),
    ...checkSignoffs(content, data.signoffs, unread),
  ];
}

/** Topics whose own file could not be read. */
function brokenTopics(files: ReadonlySet<string>): ReadonlySet<string> {
  const topics = [...files].map((file) => /^content\/([^/]+)\/topic\.yaml$/.exec(file)?.[1]);
  return new Set(topics.filter((topic) => topic !== undefined));
}
