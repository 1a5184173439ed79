import { opening } from './hours.ts';
import { type ClockOf, hoursText } from './hoursText.ts';
import { type BabySlot, fill, type LineWords } from './interface.ts';
import { chosenLines, type OpenLine } from './lineOrder.ts';
import type { Content } from './load.ts';
import { LANGUAGES, type Language } from './routes.ts';
import type { Action, HelpLine, Need, Region, Step, Topic } from './schema.ts';
import type { Site, SiteDesk } from './siteSchema.ts';

/** What one step says, in one language. */
export interface StepWords {
  readonly contentId: string;
  /** One bubble each, slots filled. */
  readonly say: readonly string[];
  readonly actions: readonly Action[];
  readonly needs: readonly Need[];
  readonly next?: string | undefined;
  readonly begin?: string | undefined;
  readonly sources: readonly string[];
  readonly status: Topic['status'];
  readonly reviewedOn?: string | undefined;
}

/** A help line as a parent reads it. */
export interface ShownLine {
  readonly id: string;
  readonly name: string;
  readonly call?: string | undefined;
  readonly text?: { readonly to: string; readonly body?: string | undefined } | undefined;
  /** For parents who are deaf or cannot speak on the telephone: a textphone, or a relay service. */
  readonly textphone?: string | undefined;
  readonly web?: string | undefined;
  readonly email?: string | undefined;
  /** "24 hours a day", "open now, until 9 pm" ... on the clock of the parent. */
  readonly hours: string;
  /** True while somebody answers, now or by calling back. */
  readonly open: boolean;
  readonly note?: string | undefined;
  readonly languages: readonly string[];
}

export interface ShownLines {
  readonly country: string | undefined;
  /** Above the lines: "Help lines for the United States:". */
  readonly heading: string;
  readonly lines: readonly ShownLine[];
}

/** What is known of the one who reads the lines. */
export interface LineReader {
  /** Their time zone; unknown: that of the country, and it is named. */
  readonly timeZone?: string | undefined;
  /** Only lines that speak this language, by code, or bring in an interpreter; the former first. */
  readonly speaking?: string | undefined;
}

/** Looks up words by topic, step and language. Pure: everything is in memory. */
export class ContentLibrary {
  readonly #content: Content;
  readonly #site: Site | undefined;
  readonly #withholdDrafts: boolean;
  /** The hospital's own lines, in its own order. */
  readonly #siteLines: readonly HelpLine[];

  /**
   * `site`: the hospital's own name, lines and words, which stand before ours. `withholdDrafts`: nobody may read what no
   * clinician has signed.
   */
  constructor(content: Content, site?: Site, withholdDrafts = false) {
    this.#content = content;
    this.#withholdDrafts = withholdDrafts;
    this.#site = site;
    this.#siteLines = site ? [...site.lines, ...nursePageLine(site)] : [];
  }

  /** The hospital's name, when it has a file of its own. */
  siteName(language: Language): string | undefined {
    const name = this.#site?.name;
    return typeof name === 'object' ? name[language] : name;
  }

  /** Where the hospital's staff are told of hand-offs, if anywhere. */
  get desk(): SiteDesk | undefined {
    return this.#site?.desk;
  }

  /** The people at the desk, as they stand within a sentence. */
  deskStaff(language: Language): string {
    const staff = this.#site?.desk?.staff ?? '';
    return typeof staff === 'object' ? staff[language] : staff;
  }

  /** Whether somebody is at the desk, and when there is, in words; `parentZone`: the time zone of the parent's clock. */
  deskHours(
    language: Language,
    now: Date,
    parentZone: string | undefined,
  ): { readonly open: boolean; readonly text: string } {
    const { duty = 'unknown', timeZone } = this.#site?.desk ?? {};
    const hours = opening(duty, timeZone, now);
    const clock = { timeZone: parentZone ?? timeZone ?? 'UTC', known: parentZone !== undefined };
    const told = { words: this.lineWords(language), language, now, clock, callBack: false };
    return { open: hours.state !== 'closed', text: hoursText(hours, told) };
  }

  topics(): Iterable<readonly [string, Topic]> {
    return this.#content.topics.entries();
  }

  topic(id: string): Topic | undefined {
    return this.#content.topics.get(id);
  }

  /** True when no parent may read this topic, because no clinician has signed it. */
  withholds(topic: string): boolean {
    return this.#withholdDrafts && this.topic(topic)?.status === 'draft';
  }

  /** True when every topic can be read in this language. */
  speaks(language: Language): boolean {
    const translations = this.#content.translations.get(language);
    return !translations || [...this.#content.topics.keys()].every((topic) => translations.has(topic));
  }

  hasStep(topic: string, step: string): boolean {
    return this.#step(topic, step) !== undefined;
  }

  /** The topic's button, at most 20 characters. */
  title(topic: string, language: Language): string {
    return this.#translation(topic, language)?.title ?? this.topic(topic)?.title ?? topic;
  }

  /** Words of a step; `baby` is what the slot {baby} says. Throws for an unknown step: the content checks make that impossible for arrows. */
  words(
    topic: string,
    step: string,
    language: Language,
    country: string | undefined,
    baby: BabySlot = 'baby',
  ): StepWords {
    const found = this.#step(topic, step);
    const owner = this.topic(topic);
    if (!found || !owner) throw new Error(`content/${topic}/topic.yaml has no step ${step}`);
    const translated = this.#translation(topic, language)?.steps[step];
    const own = this.#site?.words[`${topic}/${step}`];
    const ownSay = this.#withholdDrafts && !own?.review ? undefined : own?.[language];
    const say = ownSay ?? translated?.say ?? found.say;
    const emergencyNumber = this.emergencyNumber(country) ?? this.lineWords(language).emergencyUnknown;
    return {
      contentId: `${topic}/${step}`,
      say: say.map((bubble) => fill(bubble, { emergencyNumber, baby: this.#babyText(baby, language) })),
      actions: this.#offered(
        found.suggestedActions.map((action, i) => ({
          ...action,
          title: translated?.suggestedActions[i] ?? action.title,
        })),
      ),
      needs: found.helpLines ?? [],
      next: found.next,
      begin: found.begin,
      sources: found.sources,
      ...(own && ownSay ? reviewOf(own.review) : { status: owner.status, reviewedOn: owner.review?.on }),
    };
  }

  regions(): Iterable<readonly [string, Region]> {
    return this.#content.regions.entries();
  }

  region(id: string | undefined): Region | undefined {
    return id === undefined ? undefined : this.#content.regions.get(id);
  }

  regionName(id: string, language: Language): string {
    const name = this.region(id)?.name ?? id;
    return typeof name === 'string' ? name : name[language];
  }

  regionTitle(id: string, language: Language): string {
    const title = this.region(id)?.title ?? id;
    return typeof title === 'string' ? title : title[language];
  }

  /** Undefined when the country is unknown: never another country's number. */
  emergencyNumber(country: string | undefined): string | undefined {
    return this.region(country)?.emergency.number;
  }

  lineWords(language: Language): LineWords {
    const words = this.#content.lineWords.get(language);
    if (!words) throw new Error(`content/interface/lines.${language}.yaml is missing`);
    return words;
  }

  /** The lines of this country, with the last day on which each is shown. */
  lineDates(country: string): { readonly id: string; readonly expires: string }[] {
    return this.#linesOf(country).map(({ id, expires }) => ({ id, expires }));
  }

  /** The names of this country's lines, by id. */
  lineNames(country: string, language: Language): [id: string, name: string][] {
    return this.#linesOf(country).map(({ id, name }) => [id, typeof name === 'string' ? name : name[language]]);
  }

  /**
   * Lines of this country that meet the needs, each need by those in the parent's language if there are any: in the
   * order of the needs; those that are open first, then those that call back, then those that are closed.
   */
  lines(
    needs: readonly Need[],
    country: string | undefined,
    language: Language,
    now: Date,
    reader: LineReader = {},
  ): ShownLines {
    const words = this.lineWords(language);
    const region = this.region(country);
    if (!region || country === undefined) return { country: undefined, heading: words.worldwide, lines: [] };
    const heading = fill(words.linesOf, { country: this.regionName(country, language) });
    const day = now.toISOString().slice(0, 10);
    const all = this.#linesOf(country);
    const valid = all.filter((line) => line.expires >= day);
    const found = chosenLines(valid, { needs, language, speaking: reader.speaking, now });
    const clock = { timeZone: reader.timeZone ?? region.timeZone, known: reader.timeZone !== undefined };
    const lines = found.map((line) => this.#shown(line, language, now, clock));
    if (!needs.includes('emergency')) return { country, heading, lines };
    const { number, note } = region.emergency;
    const emergency = { id: 'emergency', name: words.emergencyName, call: number, hours: words.always, open: true };
    const noteText = typeof note === 'object' ? note[language] : note;
    const first: ShownLine = { ...emergency, note: noteText, languages: [] };
    return { country, heading, lines: needs[0] === 'emergency' ? [first, ...lines] : [...lines, first] };
  }

  /** The hospital's own lines stand first. */
  #linesOf(country: string): readonly HelpLine[] {
    const lines = this.region(country)?.lines ?? [];
    return country === this.#site?.country ? [...this.#siteLines, ...lines] : lines;
  }

  #shown({ line, opening }: OpenLine, language: Language, now: Date, clock: ClockOf): ShownLine {
    const words = this.lineWords(language);
    return {
      id: line.id,
      name: typeof line.name === 'string' ? line.name : line.name[language],
      call: line.call,
      text: line.text,
      textphone: line.textphone,
      web: line.web,
      email: line.email,
      hours: hoursText(opening, { words, language, now, clock, callBack: line.callBack ?? false }),
      open: opening.state !== 'closed',
      note: typeof line.note === 'object' ? line.note[language] : line.note,
      languages: line.languages,
    };
  }

  #babyText(baby: BabySlot, language: Language): string {
    const words = this.#content.babyWords.get(language);
    if (!words) throw new Error(`content/interface/baby.${language}.yaml is missing`);
    return words[baby].says;
  }

  /** Without those that lead to what is withheld, unless nothing else is left. */
  #offered(actions: readonly Action[]): readonly Action[] {
    const open = actions.filter(({ begin }) => !begin || !this.withholds(begin.split('/')[0] ?? ''));
    return open.length > 0 ? open : actions;
  }

  #step(topic: string, step: string): Step | undefined {
    return this.#content.topics.get(topic)?.steps[step];
  }

  #translation(topic: string, language: Language) {
    return this.#content.translations.get(language)?.get(topic);
  }
}

/** The page of the hospital's nurses, as a line that needs no check by telephone. */
function nursePageLine({ nursePage }: Site): HelpLine[] {
  if (!nursePage) return [];
  const { name, web, note } = nursePage;
  const dates = { checked: '1970-01-01', expires: '9999-12-31', checkedBy: 'the hospital' };
  return [
    { id: 'site-nurse-page', name, needs: ['nurse'], web, note, hours: 'unknown', languages: [...LANGUAGES], ...dates },
  ];
}

/** Words of the hospital's own are a draft until somebody there has signed them. */
function reviewOf(review: Site['words'][string]['review']): Pick<StepWords, 'status' | 'reviewedOn'> {
  return review ? { status: 'reviewed', reviewedOn: review.on } : { status: 'draft' };
}

/** A help line as one line of text, with links that a phone can dial: for channels without cards. */
export function lineAsText(line: ShownLine, words: LineWords): string {
  const digits = (number: string) => number.replace(/[^0-9+]/g, '');
  const ways = [
    line.call && fill(words.call, { number: `[${line.call}](tel:${digits(line.call)})` }),
    line.text && !line.text.body && fill(words.text, { number: `[${line.text.to}](sms:${digits(line.text.to)})` }),
    line.text?.body &&
      fill(words.textBody, { body: line.text.body, number: `[${line.text.to}](sms:${digits(line.text.to)})` }),
    line.textphone && fill(words.textphone, { number: `[${line.textphone}](tel:${digits(line.textphone)})` }),
    line.web && fill(words.web, { address: `[${new URL(line.web).hostname}](${line.web})` }),
    line.email && !line.call && fill(words.email, { address: line.email }),
  ].filter((way): way is string => Boolean(way));
  const about = [line.hours, line.note].filter(Boolean).join('. ');
  return `**${line.name}**: ${ways.join(', ')}. ${about}.`.replace(/\.\.$/, '.');
}
