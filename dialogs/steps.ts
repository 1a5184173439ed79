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

const ESCALATION = ['act', 'still', 'safe', 'other', 'check', 'checkNo'];

/** Steps that code says by name, by topic: they must exist, and they need no arrow that leads to them. */
export const CODE_STEPS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(EMERGENCY_ROUTES.map((route) => [route, ESCALATION])),
  'crisis-baby': [...ESCALATION, 'scared'],
  crying: [
    ...['start', 'dangerUnder3', 'danger3to6', 'dangerOlder', 'age', 'parent', ...NEEDS, 'bodyFound', 'toSoothing'],
    ...[...SOOTHING, 'putDown', 'pause', 'checkIn', 'back', 'stopped', 'notStopped', 'resume', 'lastTime'],
  ],
  help: ['start', 'country', 'countrySet'],
  chat: [
    ...['welcome', 'welcomeBack', 'menu', 'restarted', 'stopped', 'notUnderstood', 'notUnderstoodAgain', 'clarify'],
    ...['empty', 'noAttachment', 'fault', 'tooFast', 'languageNotYet', 'deleteAsk', 'deleted', 'repeatNothing', 'tooLong'],
  ],
};

/** The answers that a topic's dialog reads, by topic. */
export const CODE_ANSWERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(EMERGENCY_ROUTES.map((route) => [route, ['safe', 'other', 'resume', 'yes', 'no', 'scared']])),
  crying: [
    ...['noDanger', 'danger', 'under3', 'from3to6', 'from6to12', 'noAge', 'ok', 'limit', 'helped', 'tried', 'notThat'],
    ...['putDown', 'found', 'pause', 'back', 'still', 'parent', 'again', 'resume', 'stop'],
  ],
  chat: ['none', 'delete'],
  help: ['country'],
};

/** Steps after which a dialog goes on at once. */
export const FOLLOWED_STEPS = ['checkNo'];
