import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { LANGUAGES } from '../src/content/routes.ts';
import type { Move } from '../src/simulation/moves.ts';
import { PLANTED, type SimulatedTurn, TurnRules } from '../src/simulation/rules.ts';
import { simulate } from '../src/simulation/simulate.ts';
import { loadWords } from '../src/simulation/words.ts';
import { newConversation } from '../src/state/conversationState.ts';
import { StoryClock } from '../src/stories/play.ts';

const clock = new StoryClock();
const built = buildBot({ log: pino({ level: 'silent' }), country: 'us', now: clock.now });

describe('a parent who does anything at all', () => {
  it.each(LANGUAGES.filter((language) => built.library.speaks(language)))(
    'breaks no rule in %s',
    async (language) => {
      const words = loadWords(built.content, CONTENT_FOLDER, language);
      const report = await simulate(built, clock, words, { seed: 7, turns: 1500, language });
      expect(report.broken).toEqual([]);
      expect(report.escalated).toBeGreaterThan(20);
      expect(report.checked).toBeGreaterThan(5);
    },
    120_000,
  );
});

describe('the rules of the simulation', () => {
  const press = (text: string): Move => ({ kind: 'press', text, afterMs: 20_000 });
  const type = (text: string): Move => ({ kind: 'type', text, afterMs: 20_000 });
  const reply = (contentId: string, titles: string[] = ['Get help'], text = 'words') => ({
    type: 'message',
    text,
    channelData: { contentId },
    suggestedActions: { to: [], actions: titles.map((title) => ({ type: 'imBack', title, value: title })) },
  });
  const shown = (contentId: string) => ({
    ...newConversation('en'),
    shown: [{ contentId, actions: [{ title: 'Not that', answer: 'notThat' }] }],
  });
  const turn = (given: Partial<SimulatedTurn>): SimulatedTurn => ({
    move: type('hello'),
    before: undefined,
    after: undefined,
    replies: [reply('chat/menu')],
    risk: { level: 'none', evidence: [] },
    stale: false,
    ...given,
  });
  const rules = () => new TurnRules(built.library, (text) => text === 'go back');
  const broken = (given: Partial<SimulatedTurn>) => rules().broken(turn(given));

  it('let a good turn pass', () => expect(broken({})).toEqual([]));

  it.each<[string, Partial<SimulatedTurn>]>([
    ['there is no reply', { replies: [] }],
    ['nope/nope is no content id', { replies: [reply('nope/nope')] }],
    ['chat/menu is a dead end', { replies: [reply('chat/menu', [])] }],
    ['chat/menu has a button twice', { replies: [reply('chat/menu', ['A', 'A'])] }],
    ['chat/menu is not filled in', { replies: [reply('chat/menu', ['A'], 'call {emergencyNumber}')] }],
    ['chat/menu has a title that is too long', { replies: [reply('chat/menu', ['A button that is too long'])] }],
    ['crisis-self was not escalated', { risk: { level: 'act', route: 'crisis-self', evidence: [] } }],
    ['crisis-self was not checked', { risk: { level: 'check', route: 'crisis-self', evidence: [] } }],
    ['a word of the parent is in the state', { after: { ...newConversation('en'), worked: PLANTED } }],
    [
      'crying/wind is asked again after "Not that"',
      { move: press('Not that'), before: shown('crying/wind'), replies: [reply('crying/wind')] },
    ],
  ])('tell that %s', (rule, given) => expect(broken(given)).toEqual([rule]));

  it('tell that what was tried is asked again, unless the parent goes back to it', () => {
    const one = rules();
    const notThat = turn({ move: press('Not that'), before: shown('crying/wind'), replies: [reply('crying/suck')] });
    const again = turn({ move: press('Go on'), before: shown('crying/suck'), replies: [reply('crying/wind')] });
    expect(one.broken(notThat)).toEqual([]);
    expect(one.broken(again)).toEqual(['crying/wind is asked again, although it was tried']);
    expect(one.broken({ ...again, move: type('go back') })).toEqual([]);
    expect(one.broken(again)).toEqual([]);
  });
});
