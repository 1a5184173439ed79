import { afterAll, afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { describeInBrowser, picture, TestBrowser } from './browser.ts';
import { startTestServer, type TestServer } from './helpers.ts';
import { Playground, PlaygroundPage } from './playground.ts';

jest.setTimeout(60_000);

describeInBrowser('Teams, as the Agents Playground shows it', () => {
  let server: TestServer;
  let playground: Playground;
  const browser = new TestBrowser();

  beforeEach(async () => {
    server = await startTestServer();
    playground = await Playground.start(server);
  });
  afterEach(async () => {
    await browser.leave();
    await playground?.close();
    await server?.close();
  });
  afterAll(() => browser.close());

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
    await teams.say('I want to die');
    await teams.hears('Thank you for telling me');
    await teams.hears('988 Suicide & Crisis Lifeline');
    expect(await teams.page.locator('a[href="tel:988"]').count()).toBeGreaterThan(0);
    expect(await teams.refused()).toBe(0);
    await picture(teams.page, 'teams-escalation');
  });

  it('changes the card of the checklist in place', async () => {
    const teams = await visit();
    await teams.say("my baby won't stop crying");
    await teams.press('None of these');
    await teams.hears('How old is your baby?');
    expect(await teams.count('A quick safety check')).toBe(0);
    await teams.press('3 to 6 months');
    await teams.hears('How are you');
    expect(await teams.count('How old is your baby?')).toBe(0);
    await picture(teams.page, 'teams-checklist');
  });

  it.each([
    ['a group chat', 'Group Chat', 'teams-group'],
    ['a channel', 'My Team - General', 'teams-channel'],
  ])(
    'answers in %s when it is mentioned, with buttons and an offer to talk in private',
    async (_name, where, image) => {
      const teams = await visit();
      await teams.goTo(where);
      await teams.hears('I answer here when you mention me');
      await teams.say('good morning everybody');
      await teams.say("my baby won't stop crying", { mention: true });
      await teams.hears('A quick safety check');
      await teams.hears('Others here can read this.');
      await picture(teams.page, image);
      await teams.press('None of these');
      await teams.hears('How old is your baby?');
      expect(await teams.count('A quick safety check')).toBe(0);
      await teams.say('I want to die', { mention: true });
      await teams.hears('988 Suicide & Crisis Lifeline');
      await picture(teams.page, `${image}-escalation`);
      expect(await teams.refused()).toBe(0);
    },
  );
});
