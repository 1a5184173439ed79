import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { writeDeskSite } from '../src/bench/deskSite.ts';
import { FakeTeams } from '../src/bench/fakeTeams.ts';
import { isFromStaff, Nurse, relayed } from '../src/bench/nurse.ts';
import type { AuditEntry } from '../src/handoff/handoff.ts';
import { BASE, type Conversation, DirectLineCaller, until } from './directLineCaller.ts';
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

  /** Deletes the whole conversation, as the button of the page does. */
  async remove(url: string): Promise<number> {
    const { conversationId, token } = this.conversation;
    const path = `${url}${BASE}/conversations/${conversationId}`;
    return (await fetch(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })).status;
  }
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('parents on the web and nurses in a channel of Teams', () => {
  let teams: FakeTeams;
  let server: TestServer;
  let folder: string;
  let ana: Nurse;
  let ben: Nurse;

  beforeEach(async () => {
    teams = await new FakeTeams().listen();
    folder = mkdtempSync(join(tmpdir(), 'attune-desk-'));
    server = await startTestServer({ SITE: writeDeskSite(folder, teams) });
    const port = Number(new URL(server.url).port);
    ana = new Nurse(teams, port, 'Ana Ruiz');
    ben = new Nurse(teams, port, 'Ben Okoro');
  });
  afterEach(async () => {
    ana.close();
    ben.close();
    await server.close();
    await teams.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Asks for a person. Returns the thread of the card. */
  async function ask(parent: WebParent, ...way: string[]): Promise<string> {
    const before = teams.threads.size;
    await parent.say(...(way.length > 0 ? way : ['I want to talk to a nurse', 'Yes, ask them', 'Ask without a note']));
    await until(() => teams.threads.size > before);
    return [...teams.threads.keys()].at(-1) ?? '';
  }
  async function talk(): Promise<{ parent: WebParent; thread: string }> {
    const parent = new WebParent(server.url);
    const thread = await ask(parent);
    // The store has the name of the thread only a moment after Teams.
    await eventually(async () => (await server.parts.store.handoffs.byThread('teams', thread)) !== undefined);
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
    for await (const entry of server.parts.store.handoffs.readAudit(new Date(0))) entries.push(entry);
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
    await eventually(async () => (await server.parts.store.handoffs.byThread('teams', thread)) !== undefined);
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
    const stranger = new Nurse(teams, Number(new URL(server.url).port), 'A Stranger');
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
    await until(() => JSON.stringify(posts(thread)).includes('thinking of suicide'));
    expect(said(thread)).toEqual(['I want to kill myself']);
    await parent.say('everybody would be better off without me');
    await until(() => said(thread).length === 2);
    expect(card(thread)).toContain('Ana Ruiz talks');
  });

  it('lose nothing while Teams is busy or away, and keep the order', async () => {
    const { parent, thread } = await talk();
    teams.busy = 2;
    teams.retryAfter = '0';
    await parent.say('one', 'two', 'three');
    await until(() => said(thread).length === 3);
    const { port } = teams;
    await teams.close();
    await parent.say('four', 'five');
    await teams.listen(port);
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

  it('bring a number to call, and take it back when it was called and the chat is deleted', async () => {
    const { parent, thread } = await talk();
    await ana.press(thread, 'end');
    await parent.hears('handoff/left');
    await until(() => card(thread).includes('This talk is over'));
    // On duty there is a person to ask; a call is offered when nobody comes.
    expect(said(thread)).toEqual([]);
  });

  it('are no chatbot in their channel, and no parent gets in there', async () => {
    const conversation = { id: teams.channel, conversationType: 'channel', isGroup: true };
    const before = teams.calls.length;
    await ben.send(teams.channel, { type: 'message', text: 'I want to die', conversation });
    expect(teams.calls.length).toBe(before);
    expect(await server.parts.store.find(`${teams.channel}|of=${ben.id}`)).toBeUndefined();
  });
});
