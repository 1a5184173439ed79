import { isEmergency, type Route } from '../src/content/routes.ts';
import type { Action } from '../src/content/schema.ts';
import type { Matcher } from '../src/intents/matcher.ts';
import { otherTopic } from '../src/intents/otherTopic.ts';
import { HANDOFF_TOPIC, type Turn } from '../src/turn.ts';
import { wayBack } from './navigate.ts';
import type { DialogContext } from './sdk.ts';
import { ENDINGS } from './steps.ts';

/** Adds the buttons that lead on from where the conversation is now: back to what waits, and to what else there was. */
export function offerWaysOn(dc: DialogContext, turn: Turn): void {
  const [topic, step] = turn.replies.at(-1)?.contentId.split('/') ?? [];
  if (!topic || isEmergency(topic as Route)) return;
  const back = wayBack(dc, turn, topic);
  if (back) turn.offer(back);
  const stop = stopWaiting(turn);
  if (stop && topic !== HANDOFF_TOPIC) turn.offer(stop);
  const { later } = turn.state;
  const laterTopic = later?.split('/')[0];
  if (
    !later ||
    !laterTopic ||
    !turn.library.topic(laterTopic) ||
    turn.library.withholds(laterTopic) ||
    !ENDINGS.includes(`${topic}/${step}`)
  )
    return;
  turn.offer({ title: turn.library.title(laterTopic, turn.language), begin: later });
}

/** The button that ends the waiting for a person, under whatever is said meanwhile. */
function stopWaiting(turn: Turn): Action | undefined {
  if (turn.handoffs?.open?.stage !== 'waiting') return undefined;
  const { actions } = turn.library.words(HANDOFF_TOPIC, 'waiting', turn.language, turn.country);
  return actions.find(({ begin }) => begin === `${HANDOFF_TOPIC}/stopped`);
}

/** Remembers what a long message was about besides what it is answered with now. */
export function rememberOtherTopic(turn: Turn, matcher: Matcher): void {
  if (turn.inbound.kind !== 'text' || turn.pressed) return;
  const topic = turn.replies.at(-1)?.contentId.split('/')[0] ?? '';
  const route = turn.library.topic(topic)?.route;
  if (!route || route === 'chat' || isEmergency(route)) return;
  const other = otherTopic(matcher, turn.text, turn.language, route);
  if (other) turn.state.later = other.step ? `${other.topic}/${other.step}` : other.topic;
}
