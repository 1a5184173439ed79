import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { describeInBrowser, picture, TestBrowser } from './browser.ts';
import { startTestServer, type TestServer } from './helpers.ts';
import { Playground, PlaygroundPage } from './playground.ts';

jest.setTimeout(60_000);

describeInBrowser('Teams, as the Agents Playground shows it', () => {
  let server: TestServer;
  let playground: Playground;
  const browser = new TestBrowser();

  beforeAll(async () => {
    server = await startTestServer();
    playground = await Playground.start(server);
  });
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser.close();
    await playground?.close();
    await server?.close();
  });

  async function visit(): Promise<PlaygroundPage> {
    const { page } = await browser.visit({ viewport: { width: 1280, height: 900 } });
    const teams = new PlaygroundPage(page);
    await teams.open(playground);
    return teams;
  }

  it('says who it is in the personal chat, walks the checklist, and gives 988 in its middle', async () => {
    const teams = await visit();
    await teams.hears("I'm a program, not a person");
    await picture(teams.page, 'teams-welcome');
    await teams.say("my baby won't stop crying");
    await teams.hears('A quick safety check');
    await teams.press('None of these');
    await teams.hears('How old is your baby?');
    await picture(teams.page, 'teams-checklist');
    await teams.say('I want to die');
    await teams.hears('Thank you for telling me');
    await teams.hears('988 Suicide & Crisis Lifeline');
    expect(await teams.page.locator('a[href="tel:988"]').count()).toBeGreaterThan(0);
    expect(await teams.refused()).toBe(0);
    await picture(teams.page, 'teams-escalation');
  });

  it.each([
    ['a group chat', 'Group Chat'],
    ['a channel', 'My Team - General'],
  ])('answers in %s when it is mentioned', async (_name, conversation) => {
    const teams = await visit();
    await teams.goTo(conversation);
    await teams.say('good morning everybody');
    await teams.say("my baby won't stop crying", { mention: true });
    await teams.hears('A quick safety check');
  });
});
