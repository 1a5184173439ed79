import { existsSync, readdirSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { ConfigError } from '../config.ts';
import { stepFingerprint } from './fingerprint.ts';
import type { Content } from './load.ts';
import type { SiteFile } from './parentWords.ts';
import type { Problem } from './problems.ts';
import { type Read, Reader, whole } from './reader.ts';
import { LANGUAGES } from './routes.ts';
import type { HelpLine } from './schema.ts';
import { type Site, siteSchema } from './siteSchema.ts';

/** Numbers kept free for films and examples in North America. */
const INVENTED_NUMBER = /^1?\d{3}55501\d\d$/;
/** The site that is shipped as an example. */
const EXAMPLE = 'example.yaml';

/**
 * The hospital's own file that SITE names: a name in content/sites, or an absolute path. Throws a ConfigError when
 * there is none.
 */
export function readSite(folder: string, site: string): Read<SiteFile | undefined> {
  const path = isAbsolute(site) ? site : join(folder, 'sites', `${site}.yaml`);
  if (!existsSync(path)) {
    const known = siteNames(folder).join(', ');
    throw new ConfigError([`SITE: there is no ${path}; choose one of ${known}, or give the absolute path of a file`]);
  }
  return readSiteAt(folder, path, isAbsolute(site) ? path : `content/sites/${site}.yaml`);
}

/** The hospital's own file. Throws a ContentError when it is wrong, a ConfigError when there is none. */
export function loadSite(folder: string, name: string, content: Content): Site | undefined {
  const { value, problems } = readSite(folder, name);
  return whole({ value: value?.site, problems: value ? [...problems, ...siteProblems(value, content)] : problems });
}

/** Every file in content/sites. */
export function readSites(folder: string): Read<readonly SiteFile[]> {
  const read = siteNames(folder).map((name) => readSite(folder, name));
  return {
    value: read.map(({ value }) => value).filter((site) => site !== undefined),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function siteNames(folder: string): string[] {
  const sites = join(folder, 'sites');
  if (!existsSync(sites)) return [];
  const files = readdirSync(sites).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => file.replace(/\.yaml$/, '')).sort();
}

function readSiteAt(folder: string, path: string, file: string): Read<SiteFile | undefined> {
  const reader = new Reader(folder);
  const site = reader.readAt(path, file, siteSchema);
  return { value: site && { file, site }, problems: reader.problems };
}

/** What must hold before a server may start with this file: its country and its steps exist. */
export function siteProblems({ file, site }: SiteFile, content: Content): Problem[] {
  const problems: Problem[] = [];
  if (!content.regions.has(site.country)) {
    const known = [...content.regions.keys()].join(', ');
    problems.push({ file, path: 'country', message: `"${site.country}" is none of ${known}` });
  }
  for (const contentId of Object.keys(site.words)) {
    const [topic = '', step = ''] = contentId.split('/');
    if (content.topics.get(topic)?.steps[step]) continue;
    problems.push({ file, path: `words.${contentId}`, message: 'is no step of ours: mend the name, or delete it' });
  }
  return problems;
}

/** All that is wrong with a hospital's file beside what its schema says. */
export function checkSite(found: SiteFile, content: Content, broken: ReadonlySet<string>): Problem[] {
  const { file, site } = found;
  const isToldAlready = ({ path }: Problem) =>
    broken.has(path === 'country' ? `content/regions/${site.country}.yaml` : `content/${topicOf(path)}/topic.yaml`);
  const invented = basename(file) === EXAMPLE ? [] : site.lines.flatMap(inventedNumbers);
  return [
    ...siteProblems(found, content).filter((problem) => !isToldAlready(problem)),
    ...invented.map(({ id, number }) => ({
      file,
      path: `lines (${id})`,
      message: `"${number}" is a number for films and examples: write your own`,
    })),
    ...Object.entries(site.words).flatMap(([contentId, own]) => {
      const [topic = '', step = ''] = contentId.split('/');
      const ours = content.topics.get(topic)?.steps[step];
      if (!ours) return [];
      const at = { file, path: `words.${contentId}` };
      return [...staleProblems(at, own.of, stepFingerprint(ours)), ...slotProblems(at, own, ours.say)];
    }),
  ];
}

/** Of a path such as words.help/nurse. */
function topicOf(path: string): string {
  return path.replace(/^words\./, '').split('/')[0] ?? '';
}

function inventedNumbers(line: HelpLine): { id: string; number: string }[] {
  return [line.call, line.text?.to]
    .filter((number) => number !== undefined && INVENTED_NUMBER.test(number.replace(/\D/g, '')))
    .map((number) => ({ id: line.id, number: number ?? '' }));
}

function staleProblems(at: { file: string; path: string }, of: string | undefined, now: string): Problem[] {
  if (of === now) return [];
  const what = of === undefined ? 'names no fingerprint of our words' : 'was made from other words of ours';
  return [{ ...at, message: `${what}: read what we say now, then set of: "${now}"`, warning: true }];
}

/** The number to call in an emergency must not get lost on the way. */
function slotProblems(
  at: { file: string; path: string },
  own: Site['words'][string],
  ours: readonly string[],
): Problem[] {
  const slot = '{emergencyNumber}';
  if (!ours.join().includes(slot)) return [];
  return LANGUAGES.filter((language) => own[language] && !own[language].join().includes(slot)).map((language) => ({
    ...at,
    path: `${at.path}.${language}`,
    message: `leaves out ${slot}, which our words have: put it back`,
  }));
}
