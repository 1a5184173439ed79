import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { LocalConversation } from '../src/localConversation.ts';
import type { Risk } from '../src/safety/types.ts';
import { newConversation } from '../src/state/conversationState.ts';
import { contentIdsOf } from '../src/stories/play.ts';

const built = buildBot({ log: pino({ level: 'silent' }), country: 'us' });
const MODEL: Risk = {
  level: 'act',
  route: 'crisis-baby',
  evidence: [{ source: 'model', route: 'crisis-baby', level: 'act', reason: '' }],
};
let risk: Risk;
built.screen.screen = () => risk;

/** What is said to an answer under the question of a step. */
async function answered(step: string, text: string): Promise<string[]> {
  const shown = [{ contentId: 'chat/menu', actions: [{ title: 'door', begin: step }] }];
  const conversation = new LocalConversation(built.bot, { state: { ...newConversation('en'), shown } });
  await conversation.say('door');
  return contentIdsOf(await conversation.say(text));
}

describe('an answer to our own question that the screen takes for danger', () => {
  beforeEach(() => {
    risk = MODEL;
  });

  it('counts as the answer, when the model alone says so and the words are ours', async () => {
    expect(await answered('bonding/todayUnder3', "ok I'll try")).toEqual(['bonding/you']);
    expect(await answered('crying/nappy', 'already tried that')).not.toContain('crisis-baby/act');
  });

  it.each<[string, string, string]>([
    ['words that are not ours', 'bonding/todayUnder3', "ok I'll try to end it"],
    ['an answer that the question does not offer', 'crying/putDown', 'already tried that'],
    ['an answer that sounds an alarm itself', 'crying/parent', 'im losing it'],
  ])('does not count for %s', async (_name, step, text) => {
    expect(await answered(step, text)).toContain('crisis-baby/act');
  });

  it('does not count when a rule says so, or when the screen itself failed', async () => {
    risk = { ...MODEL, evidence: [{ source: 'some-rule', route: 'crisis-baby', level: 'act', reason: '' }] };
    expect(await answered('bonding/todayUnder3', "ok I'll try")).toContain('crisis-baby/act');
    risk = { ...MODEL, evidence: [] };
    expect(await answered('bonding/todayUnder3', "ok I'll try")).toContain('crisis-baby/act');
  });
});
