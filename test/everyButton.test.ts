import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { pino } from 'pino';
import { FOLLOWED_STEPS } from '../dialogs/steps.ts';
import { buildBot } from '../src/buildBot.ts';
import { MAX_ACTIONS } from '../src/channels/reply.ts';
import { EMERGENCY_ROUTES, LANGUAGES, type Language } from '../src/content/routes.ts';
import { MAX_TITLE } from '../src/content/schema.ts';
import type { HandoffState } from '../src/handoff/handoff.ts';
import { LocalConversation } from '../src/localConversation.ts';
import { type ConversationState, newConversation } from '../src/state/conversationState.ts';
import { buttonsOf, contentIdsOf, StoryClock } from '../src/stories/play.ts';

const clock = new StoryClock();
/** A hospital whose desk never closes: the walk takes longer than a shift. */
const folder = mkdtempSync(join(tmpdir(), 'attune-buttons-'));
const site = join(folder, 'desk.yaml');
const desk = readFileSync(new URL('./desk.yaml', import.meta.url), 'utf8');
writeFileSync(site, desk.replace(/duty: .*/, 'duty: always'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { bot, library } = buildBot({ log: pino({ level: 'silent' }), country: 'us', site, now: clock.now });
const LOCALES: Record<Language, string> = { en: 'en-US', es: 'es-MX' };
/** A button that is on no reply of ours: it leads to the place where a walk begins. */
const DOOR = 'door';

const NOTE = ['age', 'low', 'anger', 'sleep', 'birth', 'longWeeks'];
/** The note shows some of its lines on its second page, under the same buttons. */
const SECOND_PAGE: Record<string, string> = { 'help/whatToSay': 'help/noteMore' };

/** A conversation in front of a place. */
function before(place: string, language: Language, known: Partial<ConversationState> = {}): LocalConversation {
  const shown = [{ contentId: 'chat/menu', actions: [{ title: DOOR, begin: place }] }];
  const state = { ...newConversation(language), shown, ...known };
  return new LocalConversation(bot, { locale: LOCALES[language], state });
}

/** A conversation in front of the answer to a question. */
function answering(contentId: string, answer: string, language: Language, country: string): LocalConversation {
  const shown = [{ contentId, actions: [{ title: DOOR, answer }] }];
  return new LocalConversation(bot, {
    locale: LOCALES[language],
    state: { ...newConversation(language), shown, country },
  });
}

/** Every step that a parent can get to by a button, an entry or in an emergency, with and without what may be known. */
function places(language: Language): LocalConversation[] {
  const steps = [...library.topics()].flatMap(([topic, { steps }]) =>
    Object.keys(steps)
      .filter((step) => !FOLLOWED_STEPS.includes(step))
      .map((step) => `${topic}/${step}`),
  );
  const known = { babyAgeDays: 100, worked: 'nappy', note: NOTE, later: 'distress' };
  return [
    ...steps.map((place) => before(place, language)),
    ...[...library.topics()].map(([topic]) => before(topic, language)),
    ...['help/noteChange', 'crying', 'bonding/age', 'crying/stopped'].map((place) => before(place, language, known)),
    before('help/nurse', language, { country: 'england' }),
    answering('help/language', 'langOther', language, 'ireland'),
    ...[45, 100, 300].map((babyAgeDays) => before('bonding/you', language, { babyAgeDays })),
  ];
}

const TALKING = ['taken', 'takenOver', 'withPerson', 'takenNameless', 'withPersonNameless'];
const WAITING = ['asked', 'waiting', 'nobody', 'noAnswer'];

/** The hand-off that is open when a step of it is said. */
function handoffAt(step: string): HandoffState | undefined {
  const stage = TALKING.includes(step) ? 'taken' : WAITING.includes(step) ? 'waiting' : 'callBack';
  if (stage === 'callBack' && step !== 'callBackDone') return undefined;
  const by = { by: { id: 'ana', name: 'Ana' } };
  const reference = { conversation: { id: 'c' }, channelId: 'directline' } as HandoffState['reference'];
  const askedAt = clock.now().toISOString();
  return { id: 'h', stage, askedAt, urgent: false, shared: [], reference, ...(stage === 'taken' && by) };
}

/** Every step of the hand-off as it was said: most of them follow what somebody else does. */
function handoffSteps(language: Language): { conversation: LocalConversation; title: string; from: string }[] {
  return Object.keys(library.topic('handoff')?.steps ?? {}).flatMap((step) => {
    const { actions } = library.words('handoff', step, language, 'us');
    const from = `handoff/${step}`;
    const handoff = handoffAt(step);
    const shown = [{ contentId: from, actions }];
    const state = { ...newConversation(language), shown, note: NOTE, ...(handoff && { handoff }) };
    const conversation = new LocalConversation(bot, { locale: LOCALES[language], state });
    return actions.map(({ title }) => ({ conversation, title, from }));
  });
}

interface Walk {
  readonly pressed: Set<string>;
  readonly reached: Set<string>;
  readonly wrong: string[];
}

/** Presses every button of every reply that can be reached, each once. */
async function pressEverything(language: Language): Promise<Walk> {
  const walk: Walk = { pressed: new Set(), reached: new Set(), wrong: [] };
  const queue: { conversation: LocalConversation; title: string; from: string }[] = [];
  const arrive = (conversation: LocalConversation, replies: readonly Partial<Activity>[], how: string) => {
    const ids = contentIdsOf(replies);
    for (const id of ids) walk.reached.add(id);
    const titles = buttonsOf(replies);
    if (titles.length === 0) walk.wrong.push(`${how}: ${ids.join(', ')} has no button`);
    if (titles.length > MAX_ACTIONS) walk.wrong.push(`${how}: ${ids.join(', ')} has too many buttons`);
    for (const title of titles) {
      if (title.length > MAX_TITLE) walk.wrong.push(`${how}: "${title}" is too long`);
      if (titles.indexOf(title) !== titles.lastIndexOf(title)) walk.wrong.push(`${how}: "${title}" stands twice`);
      queue.push({ conversation, title, from: ids.at(-1) ?? '' });
    }
  };
  for (const conversation of places(language)) queue.push({ conversation, title: DOOR, from: '' });
  queue.push(...handoffSteps(language));
  const first = new LocalConversation(bot, { locale: LOCALES[language] });
  arrive(first, await first.arrive(), 'arrival');
  while (queue.length > 0) {
    const { conversation, title, from } = queue.shift() as (typeof queue)[number];
    if (title !== DOOR && walk.pressed.has(`${from}: ${title}`)) continue;
    walk.pressed.add(`${from}: ${title}`);
    const next = conversation.fork();
    clock.pass(20_000);
    arrive(next, await next.say(title), `${from}: ${title}`);
  }
  return walk;
}

describe.each(LANGUAGES.filter((language) => library.speaks(language)))('every button in %s', (language) => {
  let walk: Walk;
  const walked = async () => {
    walk ??= await pressEverything(language);
    return walk;
  };

  it('leads to a reply with a content id and a way on', async () => {
    const { wrong, reached } = await walked();
    expect(wrong).toEqual([]);
    expect([...reached].filter((id) => !id.includes('/'))).toEqual([]);
  }, 120_000);

  it('of every step is taken', async () => {
    const { pressed } = await walked();
    const missed = [...library.topics()].flatMap(([topic, { steps }]) =>
      Object.keys(steps).flatMap((step) => {
        const id = `${topic}/${step}`;
        const titles = library.words(topic, step, language, 'us').actions.map(({ title }) => title);
        return titles
          .filter((title) => !pressed.has(`${id}: ${title}`) && !pressed.has(`${SECOND_PAGE[id]}: ${title}`))
          .map((title) => `${id}: ${title}`);
      }),
    );
    expect(missed).toEqual([]);
  }, 120_000);

  it('of an emergency is reached from its words', async () => {
    const { reached } = await walked();
    for (const route of EMERGENCY_ROUTES) {
      expect(reached).toContain(`${route}/act`);
      expect(reached).toContain(`${route}/check`);
      expect(reached).toContain(`${route}/safe`);
    }
  }, 120_000);
});
