import type { Language } from '../content/routes.ts';
import { foldText, words } from '../intents/normalise.ts';
import { markNumbers } from './numbers.ts';

/** Misspellings that parents make in words of danger, as whole words. */
const SPELLING: Record<Language, Record<string, string>> = {
  en: Object.fromEntries(
    `suicide: suicde sucide suiside suicid suicied suacide suicidle
     suicidal: suicidle suisidal sucidal suicdal suicidel suicial
     kill: kil kll
     killing: kiling killin
     myself: myslef mysef mysel meself myelf mself
     himself: hisself himslef
     breathing: breatheing breething brething breathin breating braething
     breathe: breth breeth
     seizure: siezure seisure seizur ceizure siezur seziure
     seizures: siezures seisures
     bleeding: bleding bleading bledding bleedin bleediing bloodying
     fever: feaver fevor feever
     temperature: temprature tempreture temperture tempature tempurature temparature tempeture
     swollen: swolen swollon swoolen
     vomiting: vomitting vomting vommiting vomitin
     choking: chocking choaking chokin
     swallowed: swollowed swalowed swallowd
     stitches: stiches stitchs
     unconscious: unconcious unconscius
     unresponsive: unresponive
     hospital: hospitl hosptial
     abusive: abussive abusiv
     hallucinating: halucinating hallucinatin hallusinating
     hallucinations: halucinations hallusinations
     headache: headach hedache
     strangle: strangel
     smother: smuther
     suffocate: sufocate suffacate
     hurt: hert hrt
     hurting: herting
     shake: shak
     hearing: hering hearin
     voices: voises voces
     dehydrated: dehidrated deydrated
     diarrhea: diarrhoea diarhea diarrea
     hemorrhage: haemorrhage hemorhage hemorage haemorhage
     hemorrhaging: haemorrhaging
     fontanelle: fontanel fontanell fontenelle
     gray: grey
     color: colour
     pee: wee
     peed: weed wee'd
     died: dyed
     want: wnat wanna
     with: wiht
     they will: theyll
     they would: theyd
     you will: youll
     who is: whos`
      .split('\n')
      .flatMap((line) => {
        const [right = '', wrong = ''] = line.split(':');
        return wrong
          .trim()
          .split(' ')
          .map((word) => [word, right.trim()]);
      }),
  ),
  es: {},
};

/** One stretch of a message that rules read at a time. */
export interface Clause {
  /** Words with single spaces: abbreviations spelt out, numbers marked, no sentence marks; a space at the end. */
  readonly text: string;
  /** What follows it in the same sentence, for denials that are taken back. */
  readonly rest: string;
}

const CONJUNCTIONS: Record<Language, RegExp> = {
  en: /\s(?=(?:but|however|although|though)\s)|\s(?=and then\s)/,
  es: /\s(?=(?:pero|aunque|sino)\s)|\s(?=y luego\s)/,
};

/** The parent's own body: a fever in such a message need not be the baby's. Marked `_parent`. */
const OF_PARENT: Record<Language, RegExp> = {
  en: /\b(mastitis|csection|cesarean|caesarean|stitches|episiotomy|incision|lochia|endometritis|my (temperature|fever|scar|wound|boobs?|breasts?|uterus|womb|bleeding)|i (have|had|got|am running|have got|am) (a |an )?(\S+ )?(fever|temperature|chills|_fever|_high))\b/,
  es: /\b(mastitis|cesarea|puntos|episiotomia|tengo (\S+ )?(fiebre|temperatura)|mi (temperatura|fiebre|herida|cicatriz|pecho))\b/,
};

/** The clauses of a message, and at the end its numbers alone, so that an age and a fever meet from two sentences. */
export function clausesOf(text: string, language: Language): Clause[] {
  const clauses: Clause[] = [];
  const marks = new Map<string, string>();
  for (const sentence of foldText(text).split(/(?:^| )[.?](?= |$)/)) {
    if (!sentence.trim()) continue;
    const parts = canonical(sentence.trim(), language).split(CONJUNCTIONS[language]);
    parts.forEach((part, i) => {
      clauses.push({ text: `${part.trim()} `, rest: parts.slice(i + 1, i + 3).join(' ') });
      for (const [words, mark = ''] of part.matchAll(/\S+ (_[a-z]\w*)|\bnewborn\b/g)) marks.set(mark || words, words);
      if (OF_PARENT[language].test(part)) marks.set('_parent', '_parent');
    });
  }
  if (marks.size > 1)
    clauses.push({
      text: `_all ${[...marks]
        .sort()
        .map(([, words]) => words)
        .join(' ')} `,
      rest: '',
    });
  return clauses;
}

function canonical(sentence: string, language: Language): string {
  const spelling = SPELLING[language];
  const plain = sentence
    .replaceAll(/\bemoji(sad|laugh|angry|love)?\b/g, '')
    .replaceAll(
      /\b(s?he)ll (?=do|kill|hurt|hit|come|take|be|find|get|go|say|never|not|just|shake|beat|end)/g,
      '$1 will ',
    );
  const tokens = words(plain, language).flatMap((word) =>
    (Object.hasOwn(spelling, word) ? (spelling[word] as string) : word).split(' '),
  );
  return markNumbers(tokens).join(' ');
}
