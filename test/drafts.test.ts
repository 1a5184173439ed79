import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { buildBot } from '../src/buildBot.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { EMERGENCY_ROUTES } from '../src/content/routes.ts';
import { LocalConversation } from '../src/localConversation.ts';
import { buttonsOf, contentIdsOf } from '../src/stories/play.ts';
import { startTestServer } from './helpers.ts';

const silent = pino({ level: 'silent' });
const REVIEW = 'status: reviewed\nreview: { by: nobody, role: in a test only, on: "2026-11-23" }';
let folder: string;

/** Makes every topic of the copy a draft but for these. */
function sign(signed: (topic: string) => boolean): void {
  for (const entry of readdirSync(CONTENT_FOLDER, { withFileTypes: true })) {
    const topic = join(entry.name, 'topic.yaml');
    if (!entry.isDirectory() || !readdirSync(join(CONTENT_FOLDER, entry.name)).includes('topic.yaml')) continue;
    const text = readFileSync(join(CONTENT_FOLDER, topic), 'utf8');
    writeFileSync(join(folder, topic), signed(entry.name) ? text.replace('status: draft', REVIEW) : text);
  }
}

function start(site?: string) {
  return buildBot({ log: silent, country: 'us', site, folder, serveDraft: false });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-drafts-'));
  cpSync(CONTENT_FOLDER, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a server that may not serve drafts', () => {
  it('does not start without signed words for emergencies, for help and around all topics, and names them', async () => {
    await expect(startTestServer({ SERVE_DRAFT: 'false' })).rejects.toThrow(
      /no clinician has signed crisis-self.* chat/,
    );
    sign((topic) => topic !== 'urgent-baby' && topic !== 'crying');
    expect(() => start()).toThrow(
      'SERVE_DRAFT: is false, but no clinician has signed urgent-baby, which every conversation needs. ' +
        'Have them read and signed (docs/clinicians.md), or set SERVE_DRAFT=true to try Attune out. ' +
        'Not signed either, and withheld until then: crying.',
    );
  });

  describe('of which crying and distress are not signed', () => {
    let conversation: LocalConversation;
    beforeAll(() => {
      sign((topic) => topic !== 'crying' && topic !== 'distress');
    });
    const open = (locale = 'en-US') => new LocalConversation(start().bot, { locale });

    it.each([
      ['en-US', "my baby won't stop crying", 'These people can help you now', '911'],
      ['es-MX', 'mi bebé no para de llorar', 'Estas personas pueden ayudarle ahora', '911'],
    ])('withholds them, says so, and shows numbers: %s', async (locale, text, words, number) => {
      const replies = await open(locale).say(text);
      expect(contentIdsOf(replies)).toEqual(['chat/withheld']);
      const said = replies.map(({ text }) => text).join('\n');
      expect(said).toContain(words);
      expect(said).toContain(number);
      expect(said).toContain('1-833-852-6262');
      expect(replies[0]?.channelData.status).toBe('reviewed');
      expect(buttonsOf(replies).length).toBeGreaterThan(0);
    });

    it('leads nobody there: no button, no search result, no place to come back to', async () => {
      const { bot } = start();
      conversation = new LocalConversation(bot);
      const first = await conversation.arrive();
      expect(buttonsOf(first)).not.toContain('My baby is crying');
      expect(buttonsOf(first)).toContain("I don't feel close");
      await conversation.say("my baby won't stop crying");
      expect(buttonsOf(await conversation.say('Back to the menu'))).not.toContain('Back to the list');
    });

    it('hears an emergency as ever', async () => {
      for (const [text, route] of [
        ['I want to die', 'crisis-self'],
        ['my baby is not breathing', 'urgent-baby'],
      ] as const) {
        expect(contentIdsOf(await open().say(text))).toContain(`${route}/act`);
      }
    });

    it('closes what was open in such a topic when it was still served', async () => {
      const served = new LocalConversation(buildBot({ log: silent, country: 'us', folder }).bot);
      await served.say("my baby won't stop crying");
      const later = new LocalConversation(start().bot, { state: served.state });
      expect(contentIdsOf(await later.say('None of these'))).toEqual(['chat/withheld']);
    });
  });

  it("says our signed words where the hospital's own are not signed", () => {
    sign(() => true);
    const words = (serveDraft: boolean) =>
      buildBot({ log: silent, country: 'us', site: 'example', folder, serveDraft }).library.words(
        'help',
        'nurse',
        'en',
        'us',
      );
    expect(words(true)).toMatchObject({
      status: 'draft',
      say: [expect.stringMatching(/^Our baby nurses/), expect.anything()],
    });
    expect(words(false)).toMatchObject({
      status: 'reviewed',
      say: [expect.stringMatching(/^A nurse line/), expect.anything()],
    });
  });

  it('keeps every emergency among the topics that it cannot do without', () => {
    for (const route of EMERGENCY_ROUTES) {
      sign((topic) => topic !== route);
      expect(() => start()).toThrow(route);
    }
  });
});
