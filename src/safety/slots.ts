import type { Language } from '../content/routes.ts';

/** Nothing that belongs to the baby follows: "hit her" is a blow, "hit her milestones" is not. */
const NOT_OWNED =
  '(?= (?:and|so|when|whenever|because|if|or|as|until|till|to|with|in|on|at|for|again|sometimes|out|off|across|against|down|right|every|i|she|he|we|too|now|today|tonight|yesterday|last|this|really|very|so|hard|harder|just|like|while|from|into|onto|that|over|up|is|it|then|please|is|but|though|before|after|by|once|twice|around|about|away|what|how|who|not|never|always|badly|accidentally|properly|physically)\\b|$)';

/** Things that carry the word baby and are no baby. */
const NOT_A_THING =
  '(?! (?:shower|showers|bottle|bottles|powder|food|formula|monitor|weight|aisle|gate|carrier|clothes|names?|blues|fever|bump|steps|shark|brain|oil|wipes|group|book|bag|bath|bouncer|gym|toy|toys|doll|pool|registry|swing|cot|crib|bed|room|seat|car|blanket|rattle|milk|cereal|class|sleep|stuff|gear|account|proof|proofing|phase|stage|years)\\b)';

const ENGLISH: Record<string, string> = {
  // The baby by name or as "him", "her".
  her: `(?:{baby}|(?:him|them|myself and him|both of them)\\b(?! self)|her${NOT_OWNED})`,
  baby: `(?:(?:my|our|the|this|that|a|his|her|their|your|own|an) (?:(?!and |of |for |my |the |to |in |with |from |on |at )\\S+ ){0,3})?(?:baby|babies|babys|newborn|infant|son|daughter|boy|girl|child|children|kid|kids|twins?|little (?:one|man|boy|girl|guy)|bairn|preemie|grandson|granddaughter|grandchild|nephew|niece|(?:weeks?|months?|days?) old)\\b${NOT_A_THING}`,
  // Somebody in the parent's home or life.
  partner:
    '(?:(?:my|the|his|her|our|babys|ex|a) )*(?:ex )?(?:husband|husbend|husbnd|wife|wifes|partner|partners|boyfriend|girlfriend|fiance|fiancee|ex|spouse|missus|mrs|bloke|lad|stepdad|stepfather|stepmother|stepmom|father|dad|mother|mom|uncle|aunt|brother|sister|cousin|father in law|mother in law|brother in law|sister in law|in laws|family|parents|parent|man|landlord|abuser|baby daddy|babydaddy)',
  // The parent, not the parent's baby.
  me: '(?:i|me|mine|myself|my(?! (?:\\S+ ){0,3}(?:baby|babys|newborn|son|daughter|boy|girl|child|kids?|infant|little|twins?|preemie|grandson|granddaughter|(?:weeks?|months?|days?) old)))',
  he: '(?:he|she|they|who|and|{partner})',
  want: '(?:want|wants|wanted|wanting|urge|urges|impulse|impulses|tempted|desire|need|needing|like|longing|itching|ready|inclined|compelled|compulsion)',
  going: '(?:about|going|gona|gunna|fixing|close|near|ready|planning|plan|plans|intend|intending|decided|trying)',
  afraid:
    '(?:scared|afraid|terrified|frightened|petrified|worried|worry|fear|fearful|paranoid|panicking|freaking out|concerned|anxious|scares|terrifies|frightens)',
  feeling: '(?:feel|feels|felt|feeling)',
  // Told, not lived: films, news, games.
  story:
    '(?:film|movie|novel|series|episode|documentary|book|character|podcast|horror|game|soap|drama|true crime|article|news|read about|song)',
  // Some time ago, named by its date.
  dated:
    '(?:last (?:month|year|summer|winter|spring|autumn|easter|christmas)s?|in (?:january|february|march|april|june|july|august|september|october|november|december)|at (?:easter|christmas)|(?:months|years) ago)',
  // Long over.
  past: '(?:years ago|long ago|as a (?:kid|child|teen|teenager|student|girl|boy)|when i was (?:a |only |just |about )?(?:kid|child|little|young|younger|small|teen|teenager|student|growing up|at school|at uni|\\d+|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)|at (?:fifteen|sixteen|seventeen|eighteen|nineteen|1\\d)|in my (?:teens|twenties|childhood|past)|(?:in )?childhood|growing up|grew up)',
};

const SLOTS: Record<Language, Record<string, string>> = { en: ENGLISH, es: {} };

/**
 * A pattern of a rules file as a regular expression on words with single spaces between them.
 * `{baby}` and the like are filled in; `{0-3}` stands for up to three words and the space behind each; a plain group
 * catches nothing, and comes at most six times, so that no text takes long. A text must end with a space, so that a
 * pattern may too. Throws a SyntaxError that quotes the pattern.
 */
export function patternOf(pattern: string, language: Language): RegExp {
  const source = fillSlots(pattern, language)
    .replace(/\{(\d+)-(\d+)\}/g, '(?:\\S+ ){$1,$2}')
    .replace(/(?<!\\)\((?!\?)/g, '(?:')
    .replace(/\)\*/g, '){0,6}')
    .replace(/\)\+/g, '){1,6}')
    .replace(/\$/g, ' ?$');
  try {
    return new RegExp(`\\b(?:${source})(?:(?<= )|(?!\\w))`, 'g');
  } catch (error) {
    throw new SyntaxError(`"${pattern}" is not a pattern: ${(error as Error).message.split(': ').at(-1)}`);
  }
}

function fillSlots(pattern: string, language: Language): string {
  return pattern.replace(/\{([a-z][A-Za-z]*)\}/g, (_, name: string) => {
    const words = SLOTS[language][name];
    if (words === undefined) throw new SyntaxError(`"${pattern}" asks for {${name}}: there is no such slot`);
    return fillSlots(words, language);
  });
}
