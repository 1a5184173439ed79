import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { writeDeskSite } from '../src/bench/deskSite.ts';
import { FakeTeams } from '../src/bench/fakeTeams.ts';
import { isFromStaff, relayed, TeamsUser } from '../src/bench/teamsUser.ts';
import type { AuditEntry } from '../src/handoff/handoff.ts';
import { type Conversation, DirectLineCaller, until } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';

jest.setTimeout(60_000);

/** A parent at a client of the web chat. */
class WebParent {
  readonly #caller: DirectLineCaller;
  #conversation: Conversation | undefined;
  #sent = 0;

  constructor(url: string) {
    this.#caller = new DirectLineCaller(url);
  }

  get conversation(): Conversation {
    if (!this.#conversation) throw new Error('not started');
    return this.#conversation;
  }

  async say(...texts: string[]): Promise<void> {
    this.#conversation ??= await this.#caller.start();
    for (const text of texts) {
      this.#sent += 1;
      const channelData = { clientActivityID: String(this.#sent) };
      const { status } = await this.#caller.post(this.conversation, { type: 'message', text, channelData });
      expect(status).toBe(200);
    }
  }

  /** Everything that stands in the chat. */
  async log(): Promise<Partial<Activity>[]> {
    return (await this.#caller.poll(this.conversation)).activities;
  }

  async words(): Promise<string[]> {
    return (await this.log()).filter(isFromStaff).map(({ text }) => text ?? '');
  }

  async contentIds(): Promise<string[]> {
    return (await this.log()).flatMap(({ channelData }) => channelData?.contentId ?? []);
  }

  async hears(contentId: string): Promise<void> {
    await eventually(async () => (await this.contentIds()).includes(contentId));
  }
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('parents on the web and nurses in a channel of Teams', () => {
  let teams: FakeTeams;
  let server: TestServer;
  let folder: string;
  let port: number;
  let ana: TeamsUser;
  let ben: TeamsUser;
  let began: Date;

  beforeAll(async () => {
    teams = await new FakeTeams().listen();
    folder = mkdtempSync(join(tmpdir(), 'attune-desk-'));
    server = await startTestServer({ SITE: writeDeskSite(folder, teams) });
    port = Number(new URL(server.url).port);
  });
  afterAll(async () => {
    await server.close();
    await teams.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    began = new Date();
    ana = new TeamsUser(teams, port, 'Ana Ruiz');
    ben = new TeamsUser(teams, port, 'Ben Okoro');
  });
  afterEach(() => {
    ana.close();
    ben.close();
    Object.assign(teams, { busy: 0, retryAfter: undefined });
  });

  /** Asks for a person. Returns the thread of the card. */
  async function ask(parent: WebParent, ...way: string[]): Promise<string> {
    const before = teams.threads.size;
    await parent.say(...(way.length > 0 ? way : ['I want to talk to a nurse', 'Yes, ask them', 'Ask without a note']));
    await until(() => teams.threads.size > before);
    return [...teams.threads.keys()].at(-1) ?? '';
  }
  /** The hand-off of a thread. The store has its name only a moment after Teams. */
  async function handoffOf(thread: string): Promise<string> {
    for (;;) {
      const row = await server.parts.store.handoffs.byThread('teams', thread);
      if (row) return row.id;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  async function talk(): Promise<{ parent: WebParent; thread: string }> {
    const parent = new WebParent(server.url);
    const thread = await ask(parent);
    await handoffOf(thread);
    await ana.press(thread, 'take');
    await parent.hears('handoff/taken');
    return { parent, thread };
  }
  const posts = (thread: string) => teams.threads.get(thread) ?? [];
  const card = (thread: string) => JSON.stringify(posts(thread)[0]?.activity);
  const said = (thread: string) => posts(thread).flatMap((post) => (post.deleted ? [] : (relayed(post) ?? [])));
  const told = (thread: string) => posts(thread).map(({ activity }) => activity.text ?? '');
  async function audit(): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for await (const entry of server.parts.store.handoffs.readAudit(began)) entries.push(entry);
    return entries;
  }
  const actions = async () => (await audit()).map(({ action }) => action);

  it('talk with each other: each word once and in order, and the program speaks again afterwards', async () => {
    const { parent, thread } = await talk();
    expect(card(thread)).toContain('Ana Ruiz talks with this parent');
    await parent.say('my baby cries', 'and I cry too');
    await until(() => said(thread).length === 2);
    await ana.say(thread, 'I am here.');
    await ana.say(thread, 'How old is your baby?');
    await eventually(async () => (await parent.words()).length === 2);
    expect(said(thread)).toEqual(['my baby cries', 'and I cry too']);
    expect(await parent.words()).toEqual(['I am here.', 'How old is your baby?']);
    await ana.press(thread, 'end');
    await parent.hears('handoff/left');
    await until(() => card(thread).includes('This talk is over'));
    await parent.say('how can I play with my newborn');
    expect((await parent.contentIds()).at(-1)).toMatch(/^bonding-tips/);
    await ana.say(thread, 'are you there?');
    await until(() => (teams.threads.get(thread) ?? []).some(({ activity }) => activity.text === 'This talk is over.'));
    expect(await parent.words()).toHaveLength(2);
    expect(await actions()).toEqual([
      'asked',
      'taken',
      'messageToStaff',
      'messageToStaff',
      'messageToParent',
      'messageToParent',
      'ended',
    ]);
  });

  it('are told who was faster when two press Take at once, and one may take over', async () => {
    const parent = new WebParent(server.url);
    const thread = await ask(parent);
    const answers = await Promise.all([ana.press(thread, 'take'), ben.press(thread, 'take')]);
    const words = answers.filter((answer) => typeof answer === 'string');
    expect(words).toEqual([expect.stringMatching(/^(Ana Ruiz|Ben Okoro) has taken it\.$/)]);
    const [winner, loser] = words[0] === 'Ana Ruiz has taken it.' ? [ana, ben] : [ben, ana];
    await handoffOf(thread);
    await loser.say(thread, 'not mine');
    await loser.press(thread, 'takeOver');
    await loser.say(thread, 'mine now');
    await winner.say(thread, 'not mine any more');
    await parent.hears('handoff/takenOver');
    expect(await parent.words()).toEqual(['mine now']);
    expect(told(thread).filter((text) => text.includes('was not passed on'))).toHaveLength(2);
  });

  it('count what Teams sends twice once', async () => {
    const { parent, thread } = await talk();
    await ana.say(thread, 'hello', 'the-same');
    await ana.say(thread, 'hello', 'the-same');
    await ana.say(thread, 'again');
    await eventually(async () => (await parent.words()).length === 2);
    expect(await parent.words()).toEqual(['hello', 'again']);
  });

  it('show the note only to who asks for it, and write that down', async () => {
    const parent = new WebParent(server.url);
    await parent.say('what can I say to the nurse');
    const thread = await ask(parent);
    const shown = await ben.press(thread, 'note');
    expect(JSON.stringify(shown)).toContain('shared no note');
    expect(await audit()).toContainEqual(
      expect.objectContaining({ action: 'viewed', actor: { id: ben.id, name: 'Ben Okoro' } }),
    );
  });

  it('let in nobody else: not by buttons, not by words; and it is written down without words', async () => {
    const { parent, thread } = await talk();
    const stranger = new TeamsUser(teams, port, 'A Stranger');
    teams.members.delete(stranger.id);
    expect(await stranger.press(thread, 'takeOver')).toBe('Only members of this channel can do that.');
    await stranger.say(thread, 'xylophone');
    expect((await actions()).filter((action) => action === 'refused')).toHaveLength(2);
    await ana.say(thread, 'hello');
    await eventually(async () => (await parent.words()).length === 1);
    expect(JSON.stringify(await audit())).not.toMatch(/xylophone|hello/);
    stranger.close();
  });

  it('warn the nurse, and say the words for an emergency at once', async () => {
    const { parent, thread } = await talk();
    await parent.say('I want to kill myself');
    const ids = await parent.contentIds();
    expect(ids.slice(ids.indexOf('handoff/taken') + 1).join()).toContain('crisis-self');
    await until(() => said(thread).length === 1);
    expect(JSON.stringify(posts(thread))).toContain('thinking of suicide');
    await parent.say('what is the point of anything');
    await until(() => said(thread).length === 2);
    expect(JSON.stringify(posts(thread))).toContain('safety screen is not sure');
    expect((await parent.contentIds()).filter((id) => id.startsWith('chat/check'))).toEqual([]);
  });

  it('lose nothing while Teams is busy or away, and keep the order', async () => {
    const { parent, thread } = await talk();
    teams.busy = 2;
    teams.retryAfter = '0';
    await parent.say('one', 'two', 'three');
    await until(() => said(thread).length === 3);
    const { port: same } = teams;
    await teams.close();
    await parent.say('four', 'five');
    await teams.listen(same);
    await until(() => said(thread).length === 5);
    expect(said(thread)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it("take back the parent's words when the parent deletes the chat", async () => {
    const { parent, thread } = await talk();
    await parent.say('a secret');
    await until(() => said(thread).length === 1);
    await parent.say('delete my chat', 'Yes, delete it');
    await until(() => said(thread).length === 0);
    await until(() => told(thread).includes('The parent has left. What you write here no longer reaches them.'));
    await ana.say(thread, 'hello?');
    expect(JSON.stringify(await parent.log())).not.toContain('hello?');
    expect(card(thread)).not.toContain('End the talk');
  });

  it('bring a number to call when nobody came in time, and take it back', async () => {
    const parent = new WebParent(server.url);
    const thread = await ask(parent);
    const id = await handoffOf(thread);
    await server.parts.handoffs.timeOut(id, 'too late');
    await parent.hears('handoff/nobody');
    await until(() => told(thread).some((text) => text.startsWith('Nobody took this in time')));
    await parent.say('Ask for a call', '555-555-0123', 'Yes, call me');
    await until(() => said(thread).length === 1);
    expect(said(thread)).toEqual(['555-555-0123']);
    expect(card(thread)).toContain('A parent asks to be called');
    await ben.press(thread, 'end');
    await until(() => card(thread).includes('This talk is over'));
    await parent.say('delete my chat', 'Yes, delete it');
    await until(() => said(thread).length === 0);
  });

  it('talk with a parent who is in Teams as well', async () => {
    const parent = new TeamsUser(teams, port, 'Some Parent');
    teams.members.delete(parent.id);
    const chat = { id: `a:${parent.id}`, conversationType: 'personal' };
    const say = (text: string) => parent.send(chat.id, { type: 'message', text, conversation: chat });
    const before = teams.threads.size;
    for (const text of ['I want to talk to a nurse', 'Yes, ask them', 'Ask without a note']) await say(text);
    await until(() => teams.threads.size > before);
    const thread = [...teams.threads.keys()].at(-1) ?? '';
    const heard = () => (teams.chats.get(chat.id) ?? []).map(({ activity }) => activity.text ?? '');
    await handoffOf(thread);
    await ana.press(thread, 'take');
    await until(() => heard().some((text) => text.includes('Ana is here now')));
    await say('hello Ana');
    await until(() => said(thread).length === 1);
    await ana.say(thread, 'hello dear');
    await ana.say(thread, 'how are you');
    await until(() => heard().includes('Ana: how are you'));
    await ana.press(thread, 'end');
    await until(() => heard().some((text) => text.includes('Ana has left')));
    expect(heard().filter((text) => text.startsWith('Ana: '))).toEqual(['Ana: hello dear', 'Ana: how are you']);
    expect(JSON.stringify([...(teams.threads.get(thread) ?? [])])).not.toContain('Some Parent');
    parent.close();
  });

  it('are no chatbot in their channel, and no parent gets in there', async () => {
    const conversation = { id: teams.channel, conversationType: 'channel', isGroup: true };
    const before = teams.threads.size;
    await ben.send(teams.channel, { type: 'message', text: 'I want to die', conversation });
    await ben.say(teams.channel, 'I want to die');
    const answers = [...teams.threads.values()].slice(before).map(([post]) => post?.activity.text);
    expect(answers).toEqual([expect.stringContaining('I answer nothing else here')]);
    expect(await server.parts.store.find(`${teams.channel}|of=${ben.id}`)).toBeUndefined();
  });
});
