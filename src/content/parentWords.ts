import { dirname } from 'node:path';
import type { Content } from './load.ts';
import { LANGUAGES, type Language } from './routes.ts';
import type { HelpLine } from './schema.ts';
import type { Site } from './siteSchema.ts';

/** Something that a parent may read, and where it is written. */
export interface ParentWords {
  readonly file: string;
  readonly path: string;
  readonly language: Language;
  /** A `note` stands beside a help line. */
  readonly kind: 'bubble' | 'button' | 'note' | 'interface';
  readonly text: string;
  /** Absent for help lines and the interface. */
  readonly topic?: string | undefined;
  readonly step?: string | undefined;
}

/** A hospital's file, read. */
export interface SiteFile {
  /** As it is told in errors. */
  readonly file: string;
  readonly site: Site;
}

/** A word of content/interface, by the path of its file. */
export type InterfaceWords = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Every word for parents: of topics, translations, help lines, the page and the hospital's own files. */
export function parentWords(content: Content, sites: readonly SiteFile[], pages: InterfaceWords): ParentWords[] {
  return [...topicWords(content), ...translatedWords(content), ...regionWords(content), ...siteWords(sites)].concat(
    [...pages].flatMap(([file, words]) => pageWords(file, words)),
  );
}

function topicWords(content: Content): ParentWords[] {
  return [...content.topics].flatMap(([topic, { title, steps }]) => {
    const file = `content/${topic}/topic.yaml`;
    const common = { file, language: 'en', topic } as const;
    return [
      { ...common, path: 'title', kind: 'button' as const, text: title },
      ...Object.entries(steps).flatMap(([step, { say, suggestedActions }]) => [
        ...say.map((text, i) => ({ ...common, step, path: `steps.${step}.say.${i}`, kind: 'bubble' as const, text })),
        ...suggestedActions.map((action, i) => ({
          ...common,
          step,
          path: `steps.${step}.suggestedActions.${i}`,
          kind: 'button' as const,
          text: action.title,
        })),
      ]),
    ];
  });
}

function translatedWords(content: Content): ParentWords[] {
  return [...content.translations].flatMap(([language, topics]) =>
    [...topics].flatMap(([topic, { title, steps }]) => {
      const common = { file: `content/${topic}/topic.${language}.yaml`, language, topic };
      return [
        { ...common, path: 'title', kind: 'button' as const, text: title },
        ...Object.entries(steps).flatMap(([step, { say, suggestedActions }]) => [
          ...say.map((text, i) => ({ ...common, step, path: `steps.${step}.say.${i}`, kind: 'bubble' as const, text })),
          ...suggestedActions.map((text, i) => ({
            ...common,
            step,
            path: `steps.${step}.suggestedActions.${i}`,
            kind: 'button' as const,
            text,
          })),
        ]),
      ];
    }),
  );
}

function regionWords(content: Content): ParentWords[] {
  return [...content.regions].flatMap(([id, { emergency, lines }]) => {
    const file = `content/regions/${id}.yaml`;
    return [
      ...inEachLanguage(emergency.note, file, 'emergency.note'),
      ...lines.flatMap((line, i) => lineWords(line, file, `lines.${i} (${line.id})`)),
    ];
  });
}

/** The names of lines are their own. */
function lineWords(line: HelpLine, file: string, path: string): ParentWords[] {
  return inEachLanguage(line.note, file, `${path}.note`);
}

function siteWords(sites: readonly SiteFile[]): ParentWords[] {
  return sites.flatMap(({ file, site }) => [
    ...inEachLanguage(site.nursePage?.note, file, 'nursePage.note'),
    ...inEachLanguage(site.desk?.staff, file, 'desk.staff'),
    ...site.lines.flatMap((line, i) => lineWords(line, file, `lines.${i} (${line.id})`)),
    ...Object.entries(site.words).flatMap(([contentId, own]) =>
      LANGUAGES.flatMap((language) =>
        (own[language] ?? []).map((text, i) => ({
          file,
          path: `words.${contentId}.${language}.${i}`,
          language,
          kind: 'bubble' as const,
          text,
          topic: dirname(contentId),
          step: contentId.split('/')[1],
        })),
      ),
    ),
  ]);
}

function inEachLanguage(text: HelpLine['note'], file: string, path: string): ParentWords[] {
  if (text === undefined) return [];
  if (typeof text === 'string') return [{ file, path, language: 'en', kind: 'note', text }];
  return LANGUAGES.map((language) => ({
    file,
    path: `${path}.${language}`,
    language,
    kind: 'note',
    text: text[language],
  }));
}

function pageWords(file: string, words: Readonly<Record<string, unknown>>): ParentWords[] {
  const language = LANGUAGES.find((code) => file.endsWith(`.${code}.yaml`)) ?? 'en';
  return textsIn(words, '').map(({ path, text }) => ({ file, path, language, kind: 'interface', text }));
}

function textsIn(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, path ? `${path}.${key}` : key));
}
