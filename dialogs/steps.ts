import { EMERGENCY_ROUTES } from '../src/content/routes.ts';

/** What a crying baby may need, in the order in which it is asked (facts 4.3 and 4.4). */
export const NEEDS = [
  'hungry',
  'nappy',
  'tired',
  'temperature',
  'wind',
  'closeness',
  'suck',
  'overStimulated',
  'underStimulated',
  'hurting',
] as const;

/** Ways to soothe, in order (facts 4.5). */
export const SOOTHING = [
  'soothePause',
  'sootheHold',
  'sootheSuck',
  'sootheVoice',
  'sootheRock',
  'soothePat',
  'sootheSound',
  'sootheSwaddle',
  'sootheBath',
  'sootheWalk',
  'sootheCar',
  'sootheChange',
] as const;

/** Steps of bonding that explain one reason. */
export const REASONS = [
  ...['apart', 'preterm', 'birth', 'hormones', 'timeApart', 'pressure', 'depression', 'anxiety', 'fear', 'sleep'],
  ...['stress', 'regret', 'anger', 'guilt', 'unsettled', 'turnsAway', 'prefers', 'twins', 'unplanned', 'loss'],
  ...['childhood', 'firstBaby', 'partner', 'adoption'],
] as const;

/** Lines of the plan that ends the talk about bonding, and of the note for a doctor: said together, never alone. */
const PLAN_LINES = [
  ...['planTitle', 'planUnder3', 'plan3to6', 'plan6to12', 'planAny', 'planDoctor', 'planPerson', 'planVisit'],
  ...['planAnger', 'planBirth', 'planSleep', 'planRest'],
];
const NOTE_LINES = [
  ...['noteTitle', 'lineOpen', 'lineAgeUnder3', 'lineAge3to6', 'lineAge6to12', 'lineLow', 'lineWorry', 'lineAnger'],
  ...['lineFar', 'lineSleep', 'lineBirth', 'lineScary', 'lineLongDays', 'lineLongWeeks', 'lineLongMonths', 'lineAsk'],
];
/** Steps of help that the note dialog says. */
export const NOTE_STEPS = [
  ...['whatToSay', 'noteMore', 'noteScary', 'noteLong', 'note', 'noteChange', 'noteReady', 'noteGone'],
] as const;

/** Steps of help that the language dialog says. */
export const LANGUAGE_STEPS = ['language', 'languageLines', 'languageInterpreters', 'languageNone'] as const;

/** What is said instead where the country has no line for the first need of a step. */
export const WITHOUT_LINE: Readonly<Record<string, string>> = { 'help/nurse': 'nurseNone' };

/** Replies at which something has come to its end: what else the parent wrote about is offered under them. */
export const ENDINGS: readonly string[] = [
  ...['crying/stopped', 'crying/notStopped', 'bonding/plan', 'bonding-tips/tried', 'bonding-tips/triedSelf'],
  ...['help/noteReady', 'chat/thanks', 'chat/goodbye', 'chat/stopped', 'chat/menu', 'chat/compliment'],
];

const ESCALATION = ['act', 'still', 'safe', 'other', 'check', 'checkNo'];

/** Steps that code says by name, by topic: they must exist, and they need no arrow that leads to them. */
export const CODE_STEPS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(EMERGENCY_ROUTES.map((route) => [route, ESCALATION])),
  'crisis-baby': [...ESCALATION, 'scared'],
  crying: [
    ...[
      'start',
      'dangerUnder3',
      'danger3to6',
      'dangerOlder',
      'dangerAgain',
      'age',
      'parent',
      ...NEEDS,
      'bodyFound',
      'toSoothing',
    ],
    ...[...SOOTHING, 'putDown', 'pause', 'pausing', 'checkIn', 'back', 'stopped', 'notStopped', 'resume', 'lastTime'],
  ],
  bonding: [
    ...['start', 'heard', 'heardMore', 'heardNone', 'goOn', 'resume', 'age', 'todayUnder3', 'today3to6', 'today6to12'],
    ...['todayAny', 'you', 'lowDays', 'plan', ...PLAN_LINES, ...REASONS],
  ],
  help: [
    'start',
    'country',
    'countrySet',
    'countryElsewhere',
    'resume',
    'nurseNone',
    ...LANGUAGE_STEPS,
    ...NOTE_STEPS,
    ...NOTE_LINES,
  ],
  handoff: [
    ...['start', 'closed', 'share', 'noNote', 'asked', 'waiting', 'notWaiting', 'taken', 'takenOver', 'withPerson'],
    ...['takenNameless', 'withPersonNameless', 'leftNameless', 'left', 'ended', 'stopped', 'nobody', 'noAnswer'],
    ...['callBackAsk', 'callBackAgain', 'callBackConfirm', 'callBackDone', 'cancelled', 'resume'],
  ],
  chat: [
    ...['welcome', 'welcomeBack', 'menu', 'restarted', 'stopped', 'notUnderstood', 'notUnderstoodAgain', 'clarify'],
    ...[
      'empty',
      'noAttachment',
      'fault',
      'tooFast',
      'languageNotYet',
      'deleteAsk',
      'deleted',
      'repeatNothing',
      'tooLong',
      'capabilities',
      'withheld',
    ],
  ],
};

/** The answers that a topic's dialog reads, by topic. */
export const CODE_ANSWERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(EMERGENCY_ROUTES.map((route) => [route, ['safe', 'other', 'resume', 'yes', 'no', 'scared']])),
  crying: [
    ...['noDanger', 'danger', 'under3', 'from3to6', 'from6to12', 'noAge', 'ok', 'limit', 'helped', 'tried', 'notThat'],
    ...['putDown', 'found', 'pause', 'back', 'still', 'parent', 'again', 'resume', 'stop'],
  ],
  bonding: [
    ...['goOn', 'under3', 'from3to6', 'from6to12', 'noAge', 'keep', 'notToday', 'lowDays', 'someDays', 'fine'],
    ...['noAnswer', 'plan'],
  ],
  chat: ['none', 'delete'],
  handoff: ['goOn', 'send', 'without', 'cancel', 'call', 'sendNumber', 'other', 'wait'],
  help: [
    ...['country', 'low', 'worry', 'anger', 'far', 'sleep', 'birth', 'scary', 'more', 'all', 'goOn', 'longDays'],
    ...['longWeeks', 'longMonths', 'longNot', 'keep', 'take', 'add', 'drop', 'age', 'long', 'keepAll', 'edit'],
    ...['langEn', 'langEs', 'langFr', 'langOther'],
  ],
};

/** Steps after which a dialog goes on at once. */
export const FOLLOWED_STEPS = ['checkNo', 'heard', 'heardMore', ...PLAN_LINES, ...NOTE_LINES];
