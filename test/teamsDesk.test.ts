import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeTeams } from '../src/bench/fakeTeams.ts';
import { azureAuthentication } from '../src/channels/azure.ts';
import { deskButton, handoffCard } from '../src/channels/teams/desk/deskCard.ts';
import { loadDeskWords } from '../src/channels/teams/desk/deskWords.ts';
import { Members } from '../src/channels/teams/desk/members.ts';
import { openTeamsDesk } from '../src/channels/teams/desk/openTeamsDesk.ts';
import { parentWords } from '../src/channels/teams/desk/parentWords.ts';
import { StaffChannel } from '../src/channels/teams/desk/staffChannel.ts';
import { TeamsDesk } from '../src/channels/teams/desk/teamsDesk.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { siteSchema } from '../src/content/siteSchema.ts';
import { DeskBusy, type DeskMessage, DeskRefused, type HandoffView } from '../src/handoff/desk.ts';
import type { StaffActions } from '../src/handoff/handoff.ts';
import { APP_ID, AzureStub } from './azureStub.ts';
import { testConfig } from './helpers.ts';
import { quiet } from './stores.ts';

const words = loadDeskWords(CONTENT_FOLDER, 'en');
const waiting: HandoffView = {
  id: 'handoff-1',
  stage: 'waiting',
  language: 'es',
  urgent: false,
  askedAt: '2026-11-23T03:12:00.000Z',
  position: 2,
};
const ana = { id: '29:ana', name: 'Ana Ruiz' };
const taken: HandoffView = { ...waiting, stage: 'taken', by: ana, takenAt: '2026-11-23T03:13:00.000Z' };
const summary = { title: 'Note', lines: ['I feel low'] };

/** Every text and title of a card. */
function shown(card: unknown): string[] {
  if (Array.isArray(card)) return card.flatMap(shown);
  if (typeof card !== 'object' || card === null) return [];
  const { text, title, ...rest } = card as { text?: string; title?: string };
  return [text, title].filter((word) => word !== undefined).concat(Object.values(rest).flatMap(shown));
}

describe('the card of a hand-off', () => {
  it('says language, time and place in line, and no word of the parent', () => {
    const said = shown(handoffCard(waiting, words));
    expect(said).toEqual([
      'A parent asks for a person',
      'Language: Spanish',
      'Asked {{DATE(2026-11-23T03:12:00Z, SHORT)}} {{TIME(2026-11-23T03:12:00Z)}}',
      'Place in line when asked: 2',
      'Take',
      'Take',
      'Read the note',
    ]);
  });

  it('shows who may be in danger', () => {
    const card = handoffCard({ ...waiting, urgent: true }, words);
    expect(shown(card)[0]).toBe('A parent asks for a person, and may be in danger');
    expect(JSON.stringify(card)).toContain('"style":"attention"');
  });

  it('shows who talks, with other buttons, and none once it is over', () => {
    const titles = (handoff: HandoffView) => [...new Set(shown(handoffCard(handoff, words)))];
    expect(titles(taken)).toEqual(
      expect.arrayContaining(['Ana Ruiz talks with this parent', 'End the talk', 'Take over']),
    );
    expect(titles(taken)).not.toContain('Take');
    expect(titles({ ...taken, stage: 'ended' })).not.toEqual(expect.arrayContaining(['End the talk']));
    expect(titles({ ...waiting, stage: 'callBack' })).toContain('It is done');
  });

  it('has the note only where it is asked for', () => {
    expect(shown(handoffCard(waiting, words, summary))).toEqual(expect.arrayContaining(['Note', '- I feel low']));
    expect(shown(handoffCard(waiting, words, { title: 'Note', lines: [] }))).toContain(
      'The parent has shared no note.',
    );
  });

  it('reads only its own buttons', () => {
    expect(deskButton({ verb: 'take', handoff: 'x' })).toEqual({ verb: 'take', handoff: 'x' });
    for (const data of [
      undefined,
      null,
      'take',
      {},
      { verb: 'drop', handoff: 'x' },
      { verb: 'take' },
      { handoff: 'x' },
    ]) {
      expect(deskButton(data)).toBeUndefined();
    }
  });
});

it("the parent's words cannot pass for markup", () => {
  const { text } = parentWords('Parent', '<at>Ana</at> **bold** [here](http://x.example)\n&amp;');
  expect(text?.replace('<b>Parent</b><br>', '').replace('<br>', '')).not.toMatch(/[<>*[\]]|&(?!#\d+;)/);
  const read = text?.replace(/&#(\d+);/g, (_whole, code) => String.fromCharCode(code)).replaceAll('<br>', '\n');
  expect(read).toBe('<b>Parent</b>\n<at>Ana</at> **bold** [here](http://x.example)\n&amp;');
});

describe('the desk in Teams', () => {
  let teams: FakeTeams;
  let azure: AzureStub;
  let desk: TeamsDesk;
  let count = 0;

  beforeEach(async () => {
    teams = await new FakeTeams().listen();
    azure = await new AzureStub().listen();
    desk = newDesk();
  });
  afterEach(async () => {
    await teams.close();
    await azure.close();
  });

  function newDesk(): TeamsDesk {
    const settings = { channel: teams.channel, serviceUrl: teams.url };
    const config = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_TENANT_ID: 'tenant' };
    return new TeamsDesk(new StaffChannel({ settings, config, azureAuthentication: azure.authentication() }), words);
  }
  function message(kind: string, more: object = {}): DeskMessage {
    count += 1;
    return { id: `message-${count}`, kind, handoff: waiting, ...more } as DeskMessage;
  }
  const ask = async () => (await desk.deliver(message('asked', { summary })))?.thread ?? '';
  const posts = (thread: string) => teams.threads.get(thread) ?? [];
  const texts = (thread: string) => posts(thread).map(({ activity }) => activity.text ?? shown(activity)[0]);

  it('opens a thread with the card, without the note, and with the token of the bot', async () => {
    const thread = await ask();
    expect(thread).toMatch(/^19:desk@thread\.tacv2;messageid=\d+$/);
    expect(JSON.stringify(posts(thread))).not.toContain('I feel low');
    expect(teams.calls.every(({ authorization }) => authorization === 'Bearer of-the-bot')).toBe(true);
  });

  it("posts into the thread in order, and names what holds the parent's words", async () => {
    const thread = await ask();
    const said = await desk.deliver(message('parentSaid', { thread, handoff: taken, text: 'hola', language: 'es' }));
    const warned = await desk.deliver(
      message('warning', { thread, handoff: taken, level: 'act', route: 'crisis-self' }),
    );
    expect(texts(thread).slice(1)).toEqual(['<b>Parent</b><br>hola', expect.stringContaining('thinking of suicide')]);
    expect(said?.post).toContain(thread);
    expect(warned?.post).toBeUndefined();
  });

  it('changes the card in place, and says in the thread when it is over', async () => {
    const thread = await ask();
    await desk.deliver(message('changed', { thread, handoff: taken }));
    expect(shown(posts(thread)[0]?.activity)).toContain('Ana Ruiz talks with this parent');
    await desk.deliver(message('timedOut', { thread, handoff: waiting }));
    expect(shown(posts(thread)[0]?.activity)).toContain('Take');
    await desk.deliver(message('ended', { thread, handoff: taken, by: ana }));
    await desk.deliver(message('parentLeft', { thread, handoff: taken }));
    expect(shown(posts(thread)[0]?.activity)).not.toContain('End the talk');
    expect(texts(thread).slice(1)).toEqual([
      words.timedOut,
      'Ana Ruiz has ended the talk. What you write here no longer reaches the parent.',
      words.parentLeft,
    ]);
    expect(posts(thread)[0]?.changes).toBe(4);
  });

  it('makes the card urgent when the safety screen finds something while the parent waits', async () => {
    const thread = await ask();
    const urgent = { ...waiting, urgent: true };
    await desk.deliver(message('warning', { thread, handoff: urgent, level: 'act', route: 'urgent-baby' }));
    expect(shown(posts(thread)[0]?.activity)).toContain(words.urgent);
    expect(texts(thread)[1]).toContain('the baby may need a doctor at once');
    await desk.deliver(message('warning', { thread, handoff: urgent, level: 'check', route: 'other' }));
    expect(texts(thread)[2]).toContain('not sure: the parent may be in danger');
    const styles = posts(thread).map(({ activity }) => /"style":"(\w+)"/.exec(JSON.stringify(activity))?.[1]);
    expect(styles).toEqual(['attention', 'attention', 'warning']);
  });

  it.each([false, true])('takes back what holds words of the parent (refused deletions: %s)', async (refuses) => {
    teams.refusesDeletes = refuses;
    const thread = await ask();
    const said = await desk.deliver(message('parentSaid', { thread, text: 'secret', language: 'en' }));
    const number = await desk.deliver(message('callBack', { thread, number: '555-555-0100' }));
    await desk.deliver(message('warning', { thread, level: 'check', route: 'urgent-baby' }));
    await desk.deliver(message('retract', { thread, posts: [said?.post, number?.post] }));
    const left = posts(thread).filter(({ deleted }) => !deleted);
    expect(JSON.stringify(left)).not.toMatch(/secret|0100/);
    expect(left.length).toBe(refuses ? 4 : 2);
    // Again, as after a crash.
    await newDesk().deliver(message('retract', { thread, posts: [said?.post, number?.post] }));
  });

  it('asks to be waited for when Teams is busy, and posts nothing twice for that', async () => {
    const thread = await ask();
    teams.busy = 1;
    teams.retryAfter = '7';
    const said = message('parentSaid', { thread, text: 'hello', language: 'en' });
    const error = await desk.deliver(said).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DeskBusy);
    expect(error.retryAfterMs).toBe(7000);
    await desk.deliver(said);
    await desk.deliver(said);
    expect(texts(thread).length).toBe(2);
  });

  it('gives up what Teams will never take, and tries the rest again', async () => {
    const thread = await ask();
    const said = message('parentSaid', { thread, text: 'hello', language: 'en' });
    teams.refusesWith = 413;
    await expect(desk.deliver(said)).rejects.toBeInstanceOf(DeskRefused);
    teams.refusesWith = 403;
    const refused = await desk.deliver(said).catch((thrown) => thrown);
    expect(refused).not.toBeInstanceOf(DeskRefused);
    expect(String(refused)).toBe('Error: Teams refused a message to the desk (403)');
    teams.refusesWith = undefined;
    expect((await desk.deliver(said))?.post).toBeDefined();
  });

  it('goes on in a new thread when the card was deleted, also when Teams was busy meanwhile', async () => {
    const old = await ask();
    teams.deleteThread(old);
    teams.onPost = () => {
      teams.busy = 1;
      teams.onPost = () => {};
    };
    const said = message('parentSaid', { thread: old, handoff: taken, text: 'hello', language: 'en' });
    await expect(desk.deliver(said)).rejects.toBeInstanceOf(DeskBusy);
    const receipt = await desk.deliver(said);
    expect(receipt?.thread).not.toBe(old);
    expect(texts(receipt?.thread ?? '')).toEqual(['Ana Ruiz talks with this parent', '<b>Parent</b><br>hello']);
    expect(teams.threads.size).toBe(1);
  });

  it('reaches Teams again after it could not be reached', async () => {
    const { port } = teams;
    await teams.close();
    const asked = message('asked', { summary });
    await expect(desk.deliver(asked)).rejects.toThrow();
    teams = await new FakeTeams().listen(port);
    expect((await desk.deliver(asked))?.thread).toBeDefined();
  });
});

describe("the desk of a hospital's file", () => {
  const desk = {
    ...{ kind: 'teams', staff: { en: 'our nurses', es: 'enfermería' }, duty: 'always', answerWithin: 5 },
    channel: '19%3Adesk%40thread.tacv2',
  };
  const read = (more: object) =>
    siteSchema.parse({ name: { en: 'A', es: 'A' }, country: 'us', desk: { ...desk, ...more } });
  const open = (settings: Record<string, string>, more: object = {}) => {
    const site = read(more).desk;
    if (site?.kind !== 'teams') throw new Error('not in Teams');
    const { config, folder } = testConfig(settings);
    rmSync(folder, { recursive: true, force: true });
    return openTeamsDesk(site, {
      ...{ config, log: quiet, azureAuthentication: azureAuthentication(config) },
      staff: undefined as unknown as StaffActions,
    });
  };

  it('takes the id of the channel as Teams copies it, and knows where Teams is', () => {
    expect(read({}).desk).toMatchObject({
      channel: '19:desk@thread.tacv2',
      serviceUrl: 'https://smba.trafficmanager.net/teams',
      language: 'en',
    });
    expect(() => read({ serviceUrl: 'http://teams.example' })).toThrow('must begin with https');
    expect(() => read({ channel: '19:desk@thread.tacv2;messageid=1' })).toThrow('is no id of a channel');
  });

  it('needs an app id, but for a Playground on this machine', () => {
    expect(() => open({})).toThrow('MICROSOFT_APP_ID: is needed for the desk');
    expect(open({}, { serviceUrl: 'http://localhost:56150/_connector' }).desk.kind).toBe('teams');
    const app = { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: 'tenant' };
    expect(open(app, { language: 'es' }).desk.kind).toBe('teams');
  });
});

describe('who is a member of the desk', () => {
  it('is asked again after some minutes, and nobody is let in while Teams does not say', async () => {
    let now = 0;
    let asked = 0;
    let find = async (id: string) => (id === ana.id ? ana : undefined);
    const members = new Members({
      log: quiet,
      now: () => now,
      find: (id) => {
        asked += 1;
        return find(id);
      },
    });
    expect(await members.find(ana.id)).toEqual(ana);
    expect(await members.find(ana.id)).toEqual(ana);
    expect(asked).toBe(1);
    expect(await members.find('29:parent')).toBeUndefined();
    now = 4 * 60_000;
    find = async () => undefined;
    expect(await members.find(ana.id)).toBeUndefined();
    find = async () => Promise.reject(new Error('away'));
    expect(await members.find(ana.id)).toBeUndefined();
  });
});
