import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Activity, type BotAdapter, TurnContext } from 'botbuilder';
import { FakeTeams } from '../src/bench/fakeTeams.ts';
import { loadDeskWords } from '../src/channels/teams/desk/deskWords.ts';
import { StaffChannel } from '../src/channels/teams/desk/staffChannel.ts';
import { StaffInTeams } from '../src/channels/teams/desk/staffInTeams.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import type { StaffMember } from '../src/handoff/desk.ts';
import type { EndResult, HandoffRow, SayResult, StaffActions, TakeResult, ViewResult } from '../src/handoff/handoff.ts';
import { APP_ID, AzureStub } from './azureStub.ts';
import { quiet } from './stores.ts';

const words = loadDeskWords(CONTENT_FOLDER, 'en');
const BOT = { id: '28:bot', name: 'Attune' };
const ana = { id: '29:ana', name: 'Ana Ruiz' };
const ben = { id: '29:ben', name: 'Ben Okoro' };

/** What the staff may do, with answers that a test chooses. Remembers what it was asked. */
class ChosenAnswers implements StaffActions {
  readonly asked: unknown[][] = [];
  row: HandoffRow | undefined;
  taken: TakeResult = { kind: 'taken' };
  said: SayResult = { kind: 'said' };
  ends: EndResult = { kind: 'ended' };
  summary: ViewResult = { kind: 'summary', summary: { title: 'Note', lines: ['I feel low'] } };
  away = false;

  async take(...asked: Parameters<StaffActions['take']>): Promise<TakeResult> {
    return this.#note('take', asked, this.taken);
  }
  async say(...asked: Parameters<StaffActions['say']>): Promise<SayResult> {
    return this.#note('say', asked, this.said);
  }
  async end(...asked: Parameters<StaffActions['end']>): Promise<EndResult> {
    return this.#note('end', asked, this.ends);
  }
  async view(...asked: Parameters<StaffActions['view']>): Promise<ViewResult> {
    return this.#note('view', asked, this.summary);
  }
  async typing(handoffId: string, nurse: StaffMember): Promise<void> {
    this.#note('typing', [handoffId, nurse], undefined);
  }
  async refuse(handoffId: string | undefined, person: StaffMember): Promise<void> {
    this.#note('refuse', [handoffId, person], undefined);
  }
  async find(handoffId: string): Promise<HandoffRow | undefined> {
    if (this.away) throw new Error('the store is away');
    return handoffId === this.row?.id ? this.row : undefined;
  }
  async byThread(_desk: string, thread: string): Promise<HandoffRow | undefined> {
    if (this.away) throw new Error('the store is away');
    return thread === this.row?.thread ? this.row : undefined;
  }

  #note<T>(what: string, asked: unknown[], answer: T): T {
    this.asked.push([what, ...asked]);
    return answer;
  }
}

describe('the staff in their channel of Teams', () => {
  let teams: FakeTeams;
  let azure: AzureStub;
  let staff: ChosenAnswers;
  let turns: StaffInTeams;
  let sent: Partial<Activity>[];

  beforeEach(async () => {
    teams = await new FakeTeams().listen();
    azure = await new AzureStub().listen();
    for (const { id, name } of [ana, ben]) teams.members.set(id, name);
    staff = new ChosenAnswers();
    staff.row = {
      id: 'handoff-1',
      conversationId: 'parent',
      desk: 'teams',
      stage: 'taken',
      urgent: false,
      askedAt: new Date(0),
      language: 'en',
      by: ana,
      thread: thread(),
    };
    const settings = { channel: teams.channel, serviceUrl: teams.url };
    const config = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_TENANT_ID: undefined };
    const channel = new StaffChannel({ settings, config, azureAuthentication: azure.authentication() });
    turns = new StaffInTeams({ channel, words, staff, log: quiet });
    sent = [];
  });
  afterEach(async () => {
    await teams.close();
    await azure.close();
  });

  const thread = () => `${teams.channel};messageid=1`;
  const adapter = {
    async sendActivities(_context: TurnContext, activities: Partial<Activity>[]) {
      sent.push(...activities);
      return activities.map(() => ({ id: 'sent' }));
    },
  } as unknown as BotAdapter;

  function activity(from: StaffMember, more: object): Activity {
    const where = { conversation: { id: thread(), conversationType: 'channel', isGroup: true }, recipient: BOT };
    return { type: 'message', id: 'activity-1', channelId: 'msteams', from, ...where, ...more } as unknown as Activity;
  }
  async function happens(from: StaffMember, more: object): Promise<void> {
    await turns.take(new TurnContext(adapter, activity(from, more)));
  }
  const press = (from: StaffMember, verb: string, more: object = {}) =>
    happens(from, {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', verb, data: { verb, handoff: 'handoff-1' } } },
      ...more,
    });
  const say = (from: StaffMember, text: string, more: object = {}) =>
    happens(from, {
      text: `<at>Attune</at> ${text}`,
      entities: [{ type: 'mention', mentioned: BOT, text: '<at>Attune</at>' }],
      ...more,
    });
  /** What who pressed was answered. */
  const answered = () => sent.at(-1)?.value?.body;

  it('take a hand-off and see its new card', async () => {
    await press(ana, 'take');
    expect(staff.asked).toEqual([['take', 'handoff-1', ana, 'teams desk activity-1', { over: false }]]);
    expect(answered()).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(JSON.stringify(answered())).toContain('Ana Ruiz talks with this parent');
    await press(ben, 'takeOver');
    expect(staff.asked.at(-1)).toEqual(['take', 'handoff-1', ben, 'teams desk activity-1', { over: true }]);
  });

  it('are told who was faster', async () => {
    staff.taken = { kind: 'alreadyTaken', by: ana };
    await press(ben, 'take');
    expect(answered()).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Ana Ruiz has taken it.',
    });
  });

  it('read the note alone', async () => {
    await press(ben, 'note');
    expect(staff.asked).toEqual([['view', 'handoff-1', ben, 'teams desk activity-1']]);
    expect(JSON.stringify(answered())).toContain('- I feel low');
  });

  it('read it nowhere where all would read it', async () => {
    await happens(ben, { value: { verb: 'note', handoff: 'handoff-1' } });
    expect(staff.asked).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('press buttons in clients that know no Action.Execute too', async () => {
    staff.taken = { kind: 'alreadyTaken', by: ana };
    await happens(ben, { value: { verb: 'take', handoff: 'handoff-1' } });
    expect(sent).toMatchObject([{ type: 'message', text: 'Ana Ruiz has taken it.' }]);
  });

  it('talk with the parent, without the mention and as plain text', async () => {
    await say(ana, 'hello <b>&amp; good</b> night');
    expect(staff.asked).toEqual([['say', 'handoff-1', ana, 'hello <b>& good</b> night', 'teams desk activity-1']]);
    expect(sent).toEqual([]);
  });

  it.each<[SayResult, RegExp]>([
    [{ kind: 'notYours', by: ana }, /Ana Ruiz talks with this parent. This was not passed on/],
    [{ kind: 'notYours' }, /Nobody has taken this yet/],
    [{ kind: 'empty' }, /Only text/],
    [{ kind: 'ended' }, /This talk is over/],
    [{ kind: 'unknown' }, /This talk is over/],
  ])('are told kindly why words were not passed on: %j', async (result, answer) => {
    staff.said = result;
    await say(ben, 'hello');
    expect(sent.map(({ text }) => text)).toEqual([expect.stringMatching(answer)]);
  });

  it('are told when words were not passed on because something broke', async () => {
    staff.away = true;
    await say(ana, 'hello');
    await press(ana, 'end');
    expect(sent[0]?.text).toBe(words.failed);
    expect(answered().value).toBe(words.pressFailed);
  });

  it('end only their own talk', async () => {
    staff.ends = { kind: 'notYours', by: ana };
    await press(ben, 'end');
    expect(answered().value).toBe('Ana Ruiz talks with this parent. Press "Take over" first.');
    staff.ends = { kind: 'ended' };
    staff.row = { ...(staff.row as HandoffRow), stage: 'ended' };
    await press(ana, 'end');
    expect(JSON.stringify(answered())).toContain('This talk is over');
  });

  it('are told that a change or a deletion does not reach the parent', async () => {
    await happens(ana, { type: 'messageUpdate', channelData: { eventType: 'editMessage' }, text: 'x' });
    await happens(ana, { type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } });
    await happens(ben, { type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } });
    expect(sent.map(({ text }) => text)).toEqual([words.edited, words.removed]);
  });

  it('get a short help where there is no hand-off, when they name the bot, and else silence', async () => {
    const conversation = { id: teams.channel, conversationType: 'channel', isGroup: true };
    await say(ana, 'I want to die', { conversation });
    await happens(ana, { text: 'good morning', conversation });
    await happens(ana, { type: 'conversationUpdate', membersAdded: [ben], conversation });
    expect(sent.map(({ text }) => text)).toEqual([words.help]);
    expect(staff.asked).toEqual([]);
  });

  describe('are nobody else:', () => {
    const parent = { id: '29:parent', name: 'A Parent' };

    it.each(['take', 'takeOver', 'note', 'end'])('who is no member cannot press "%s"', async (verb) => {
      await press(parent, verb);
      expect(staff.asked).toEqual([['refuse', 'handoff-1', parent]]);
      expect(answered().value).toBe(words.refused);
    });

    it('who is no member cannot talk', async () => {
      await say(parent, 'hello');
      expect(staff.asked).toEqual([['refuse', 'handoff-1', parent]]);
      expect(sent[0]?.text).toBe(words.refused);
    });

    it('a member cannot press a card that was sent on to another place', async () => {
      const conversation = { id: '19:other@thread.tacv2;messageid=1', conversationType: 'channel', isGroup: true };
      const elsewhere = activity(ana, { conversation, value: { verb: 'take', handoff: 'handoff-1' } });
      expect(turns.isFor(elsewhere)).toBe(true);
      await press(ana, 'take', { conversation });
      expect(staff.asked).toEqual([['refuse', 'handoff-1', ana]]);
      expect(turns.isFor(activity(ana, { conversation, text: 'hello' }))).toBe(false);
    });

    it('nobody is let in while Teams does not say who is a member', async () => {
      teams.refusesWith = 503;
      await press(ana, 'take');
      expect(staff.asked).toEqual([['refuse', 'handoff-1', ana]]);
    });

    it('a button of a hand-off that is not there is refused without its name in the log', async () => {
      await press(parent, 'take', {
        value: { action: { data: { verb: 'take', handoff: 'whatever a stranger writes' } } },
      });
      expect(staff.asked).toEqual([['refuse', undefined, parent]]);
    });
  });
});
