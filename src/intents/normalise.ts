import type { Language } from '../content/routes.ts';

/** Abbreviations of parents' forums, as whole words. */
const ABBREVIATIONS: Record<Language, Record<string, string>> = {
  en: {
    lo: 'baby',
    lil: 'little',
    dd: 'daughter',
    ds: 'son',
    dh: 'husband',
    hubby: 'husband',
    hubs: 'husband',
    dw: 'wife',
    oh: 'oh',
    bf: 'boyfriend',
    gf: 'girlfriend',
    mil: 'mother in law',
    fil: 'father in law',
    sil: 'sister in law',
    pp: 'postpartum',
    ftm: 'first time mom',
    ftd: 'first time dad',
    sahm: 'stay at home mom',
    ebf: 'breastfed',
    bfing: 'breastfeeding',
    nb: 'newborn',
    bub: 'baby',
    bubs: 'baby',
    bubba: 'baby',
    babe: 'baby',
    babies: 'babies',
    mum: 'mom',
    mummy: 'mommy',
    mums: 'moms',
    nappy: 'diaper',
    nappies: 'diapers',
    ped: 'pediatrician',
    pedi: 'pediatrician',
    paed: 'pediatrician',
    paeds: 'pediatrician',
    hv: 'health visitor',
    ob: 'obgyn',
    gyno: 'obgyn',
    er: 'emergency room',
    ane: 'emergency room',
    csec: 'csection',
    idk: 'i dont know',
    u: 'you',
    ur: 'your',
    r: 'are',
    pls: 'please',
    plz: 'please',
    thx: 'thanks',
    ty: 'thank you',
    tho: 'though',
    cuz: 'because',
    bc: 'because',
    coz: 'because',
    wanna: 'want to',
    gonna: 'going to',
    gotta: 'have to',
    kinda: 'kind of',
    dunno: 'dont know',
    rn: 'right now',
    tbh: 'to be honest',
    omg: 'oh my god',
    wks: 'weeks',
    wk: 'week',
    mos: 'months',
    mths: 'months',
    mth: 'month',
    yrs: 'years',
    yr: 'year',
    hrs: 'hours',
    hr: 'hour',
    mins: 'minutes',
    temp: 'temperature',
    w: 'with',
    bday: 'birthday',
    meds: 'medicine',
    kiddo: 'kid',
    lol: 'haha',
    im: 'i am',
    ive: 'i have',
    id: 'i would',
    ill: 'i will',
    hes: 'he is',
    shes: 'she is',
    theyre: 'they are',
    its: 'it is',
    thats: 'that is',
    whats: 'what is',
    cant: 'can not',
    cannot: 'can not',
    dont: 'do not',
    doesnt: 'does not',
    didnt: 'did not',
    wont: 'will not',
    wouldnt: 'would not',
    couldnt: 'could not',
    shouldnt: 'should not',
    isnt: 'is not',
    arent: 'are not',
    wasnt: 'was not',
    werent: 'were not',
    havent: 'have not',
    hasnt: 'has not',
    hadnt: 'had not',
    aint: 'is not',
    youre: 'you are',
    weve: 'we have',
    theres: 'there is',
    itll: 'it will',
    hed: 'he would',
    lets: 'let us',
  },
  es: {
    xq: 'porque',
    pq: 'porque',
    q: 'que',
    k: 'que',
    bb: 'bebe',
    bbs: 'bebes',
    tb: 'tambien',
    x: 'por',
    d: 'de',
    xfa: 'por favor',
    porfa: 'por favor',
    dr: 'doctor',
  },
};

/** Lower case, no accents, no apostrophes, words apart by single spaces. Sentence marks stay as `.`, `?`, `,`. */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['\u2018\u2019`\u00b4]/g, '')
    .replace(/(\p{L})\1{2,}/gu, '$1$1')
    .replace(/[!;:\n]+/g, '.')
    .replace(/[^\p{L}\p{N}.,?]+/gu, ' ')
    .replace(/(\d)[.,](\d)/g, '$1_$2')
    .replace(/([.,?])+/g, ' $1 ')
    .replace(/_/g, '.')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The words of a folded text, abbreviations spelt out, `4mo` as `4 months`; sentence marks are left out. */
export function words(folded: string, language: Language): string[] {
  const table = ABBREVIATIONS[language];
  return folded
    .replace(/\b(\d+)\s?(mo|m|mos|mth)\b/g, '$1 months')
    .replace(/\b(\d+)\s?(wk|w|wks)\b/g, '$1 weeks')
    .replace(/\b(\d+)\s?(yo|y|yr|yrs)\b/g, '$1 years')
    .replace(/\bc section\b/g, 'csection')
    .split(' ')
    .flatMap((word) =>
      /^[.,?]$/.test(word) || word === ''
        ? []
        : ((Object.hasOwn(table, word) ? table[word] : word) as string).split(' '),
    );
}

/** The sentences of a text, as they were written. A long one without marks is cut into windows of 16 words that overlap. */
export function sentences(text: string): string[] {
  const WINDOW = 16;
  return text.split(/(?<=[.!?\n])\s+|\n+/).flatMap((sentence) => {
    const parts = sentence.trim().split(/\s+/);
    if (parts.length <= WINDOW + 10) return sentence.trim() ? [sentence.trim()] : [];
    const windows: string[] = [];
    for (let i = 0; i < parts.length; i += WINDOW / 2) {
      windows.push(parts.slice(i, i + WINDOW).join(' '));
      if (i + WINDOW >= parts.length) break;
    }
    return windows;
  });
}
