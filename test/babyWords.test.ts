import { describe, expect, it } from '@jest/globals';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { loadContent } from '../src/content/load.ts';
import { EMERGENCY_ROUTES, LANGUAGES, type Language } from '../src/content/routes.ts';
import { BabyWordListener } from '../src/intents/babyWords.ts';
import { ContentCopy } from './contentCopy.ts';

const content = loadContent(CONTENT_FOLDER);
const listener = new BabyWordListener(content.babyWords);

describe('the parent’s own word for the baby', () => {
  it.each<[string, Language, string]>([
    ["I don't feel close to my son", 'en', 'son'],
    ['my little girl screams all night', 'en', 'daughter'],
    ["my 3 week old daughter won't stop crying", 'en', 'daughter'],
    ['OUR BABY BOY cries', 'en', 'son'],
    ['the twins never sleep at once', 'en', 'twins'],
    ['no siento nada por mi hijo', 'es', 'son'],
    ['mi niña llora mucho', 'es', 'daughter'],
    ['las mellizas no paran de llorar', 'es', 'twins'],
  ])('is heard in "%s"', (text, language, expected) => expect(listener.of(text, language)).toBe(expected));

  it.each<[string, Language]>([
    ['he cries all night', 'en'],
    ['my baby cries', 'en'],
    ['I lost my son last year and now I feel nothing for this baby', 'en'],
    ['my older daughter is jealous', 'en'],
    ['my 4 years old son hits the baby', 'en'],
    ['my son and my daughter', 'en'],
    ["my daughter's baby cries", 'en'],
    ['my daughter gave birth two weeks ago and is very low', 'en'],
    ["my son's wife had a baby", 'en'],
    ['my girlfriend feels low', 'en'],
    ['perdí a mi hijo el año pasado', 'es'],
    ['mi hija mayor tiene celos', 'es'],
    ['mi hija dio a luz hace dos semanas', 'es'],
    ['llora mucho', 'es'],
  ])('is not guessed from "%s"', (text, language) => expect(listener.of(text, language)).toBeUndefined());

  it('stands in no emergency, and where it stands the translation has it too', () => {
    const slotted = [...content.topics].flatMap(([topic, { steps }]) =>
      Object.entries(steps).flatMap(([step, { say }]) =>
        say.join().includes('{baby}') ? [[topic, step] as const] : [],
      ),
    );
    expect(slotted.length).toBeGreaterThan(5);
    expect(slotted.filter(([topic]) => EMERGENCY_ROUTES.some((route) => route === topic))).toEqual([]);
    for (const [topic, step] of slotted) {
      expect(content.translations.get('es')?.get(topic)?.steps[step]?.say.join()).toContain('{baby}');
    }
  });

  it('has words of its own in every language', () => {
    for (const language of LANGUAGES) expect(content.babyWords.get(language)?.baby.says).toBeTruthy();
  });
});

describe('content checks', () => {
  it('refuse the slot in an emergency and on a button, and a pattern that is none', () => {
    const copy = new ContentCopy();
    const known = new Set(copy.problems());
    copy.set('crisis-self/topic.yaml', ['steps', 'act', 'say', 0], 'Stay with {baby}.');
    copy.set('help/topic.yaml', ['steps', 'start', 'suggestedActions', 0, 'title'], 'Hold {baby}');
    copy.set('interface/baby.en.yaml', ['son', 'heard'], '(my son');
    const found = copy.problems().filter((problem) => !known.has(problem));
    copy.delete();
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/crisis-self\/topic\.yaml: steps\.act\.say\.0: holds \{baby\}/),
        expect.stringMatching(/help\/topic\.yaml: steps\.start\.suggestedActions\.0: holds \{baby\}/),
        expect.stringMatching(/interface\/baby\.en\.yaml: son\.heard: has a line that is no regular expression/),
      ]),
    );
  });
});
