import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { LocalConversation } from '../src/localConversation.ts';
import { type ConversationState, newConversation } from '../src/state/conversationState.ts';
import { buttonsOf, contentIdsOf, StoryClock } from '../src/stories/play.ts';

const clock = new StoryClock();
const { bot } = buildBot({ log: pino({ level: 'silent' }), country: 'us', now: clock.now });

/** A conversation that another release has left like this. */
function left(state: Partial<ConversationState>): LocalConversation {
  const lastAt = new Date(clock.now().getTime() - 60_000).toISOString();
  return new LocalConversation(bot, { state: { ...newConversation('en'), turns: 5, lastAt, ...state } });
}

const stack = (...dialogStack: { id: string; state: unknown }[]) =>
  ({ dialogs: { dialogStack } }) as Partial<ConversationState>;
const crying = (state: object) => ({
  id: 'cryingDialog',
  state: { step: 'wind', done: ['parent', 'hungry'], dangerAsked: true, ageAsked: true, ...state },
});

/** What comes of some words: content ids, and that there is a way on. */
async function answered(conversation: LocalConversation, words: string): Promise<string[]> {
  const replies = await conversation.say(words);
  expect(buttonsOf(replies).length).toBeGreaterThan(0);
  return contentIdsOf(replies);
}

describe('a release that renames or removes', () => {
  it('a step of the list goes on with the first need that is open', async () => {
    expect(await answered(left(stack(crying({ step: 'gone', place: 'gone' }))), 'not that')).not.toEqual([]);
    const back = left({ ...stack(crying({ step: 'gone', place: 'gone' })), shown: [] });
    expect(await answered(back, 'say that again')).toEqual(['crying/nappy']);
  });

  it('a button still counts when its step is gone, and what was tried is remembered', async () => {
    const shown = [{ contentId: 'crying/gone', actions: [{ title: 'Not that', answer: 'notThat' }] }];
    expect(await answered(left({ ...stack(crying({})), shown }), 'Not that')).toEqual(['crying/nappy']);
  });

  it('a dialog closes it, and what waited beneath goes on', async () => {
    const gone = { id: 'goneDialog', state: { topic: 'crying' } };
    expect(await answered(left(stack(crying({ place: 'wind' }), gone)), 'say that again')).toEqual(['crying/wind']);
    expect(await answered(left(stack(gone)), "my baby won't stop crying")).toEqual(['crying/start']);
    expect(await answered(left(stack(gone, { id: 'countryDialog', state: {} })), 'England')).toEqual([
      'help/countrySet',
    ]);
  });

  it('a topic leads to the menu', async () => {
    const topic = { id: 'topicDialog', state: { topic: 'gone', step: 'gone' } };
    expect(await answered(left(stack(topic)), 'say that again')).toEqual(['chat/repeatNothing']);
    const shown = [{ contentId: 'gone/start', actions: [{ title: 'Go there', begin: 'gone/there' }] }];
    expect(await answered(left({ ...stack(topic), shown }), 'Go there')).toEqual(['chat/menu']);
    const next = [{ contentId: 'gone/start', actions: [{ title: 'Go there', next: 'there' }] }];
    expect(await answered(left({ shown: next }), 'Go there')).toEqual(['chat/menu']);
    expect(await answered(left({ shown: [...next, ...next] }), 'go back')).toEqual(['chat/menu']);
  });

  it('a step of a topic leads to its start', async () => {
    const topic = { id: 'topicDialog', state: { topic: 'help', step: 'gone' } };
    expect(await answered(left(stack(topic)), 'say that again')).toEqual(['help/start']);
    const shown = [{ contentId: 'chat/menu', actions: [{ title: 'Go there', begin: 'help/gone' }] }];
    expect(await answered(left({ shown }), 'Go there')).toEqual(['help/start']);
  });

  it('the dialog of a topic: a parent in the older one goes on in the newer', async () => {
    const older = { id: 'topicDialog', state: { topic: 'bonding', step: 'apart' } };
    const shown = [{ contentId: 'bonding/apart', actions: [{ title: 'Did I ruin it?', next: 'ruined' }] }];
    expect(await answered(left({ ...stack(older), shown }), 'Did I ruin it?')).toEqual(['bonding/ruined']);
  });

  it('reasons, lines of the note, what helped and what waits are passed over', async () => {
    const bonding = {
      id: 'bondingDialog',
      state: { topic: 'bonding', step: 'apart', queue: ['gone', 'birth'], told: ['apart'], guided: true },
    };
    expect(await answered(left({ ...stack(bonding), note: ['gone', 'low'], later: 'gone' }), 'go on')).toEqual([
      'bonding/birth',
    ]);
    expect(await answered(left({ note: ['gone', 'low'] }), 'Get help')).toEqual(['help/start']);
    const list = left({ ...stack(crying({ step: 'parent' })), worked: 'gone' });
    expect(await answered(list, "I'm okay")).toEqual(['crying/nappy']);
  });

  it('what a conversation remembers: an older state lacks what this one knows', async () => {
    const state = { version: 1, language: 'en', dialogs: { dialogStack: [] } } as unknown as ConversationState;
    expect(await answered(new LocalConversation(bot, { state }), 'hello')).toEqual(['chat/greeting']);
    const bare = left(stack({ id: 'bondingDialog', state: { topic: 'bonding' } }));
    expect(await answered(bare, 'go on and on')).not.toEqual([]);
    const broken = left(stack({ id: 'cryingDialog', state: null }, { id: 'bondingDialog', state: {} }));
    expect(await answered(broken, 'hello')).toEqual(['chat/greeting']);
  });

  it('an emergency stays one, whatever is open', async () => {
    const gone = { id: 'goneDialog', state: {} };
    expect(await answered(left(stack(gone)), 'I want to die')).toContain('crisis-self/act');
  });
});
