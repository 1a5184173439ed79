import { EMERGENCY_ROUTES, type Route } from '../content/routes.ts';
import type { Metrics } from '../metrics.ts';
import type { Turn } from '../turn.ts';
import type { Counts } from './counts.ts';
import type { Device } from './device.ts';

/** Replies that show an emergency's words, or ask about it, by content id. */
const EMERGENCY_REPLIES = new Map<string, readonly ['escalation' | 'check', Route]>(
  EMERGENCY_ROUTES.flatMap((route) => [
    [`${route}/act`, ['escalation', route]],
    [`${route}/check`, ['check', route]],
  ]),
);

/** Counts what happened in one committed turn. */
export function countTurn(
  turn: Turn,
  channelId: string,
  { counts, metrics }: { readonly counts: Counts; readonly metrics: Metrics },
): void {
  const { inbound, state, match, risk } = turn;
  if (turn.fromParent && inbound.kind !== 'arrival') {
    if (turn.isFirst) {
      counts.add('conversation', 'all');
      counts.add('language', state.language);
      counts.add('device', deviceHere(state.device, channelId));
    }
    counts.add('message', inbound.kind !== 'text' ? 'noText' : turn.pressed ? 'button' : 'typed');
  }
  if (inbound.kind === 'text' && !turn.pressed) {
    const route = risk.level !== 'none' ? risk.route : match?.kind === 'route' ? match.best.route : undefined;
    if (route) counts.add('route', route);
    counts.add('understanding', turn.outcome);
    metrics.understood(turn.outcome);
  }
  for (const reply of turn.replies) {
    const emergency = EMERGENCY_REPLIES.get(reply.contentId);
    if (emergency) counts.add(...emergency);
    for (const line of reply.lines?.lines ?? []) counts.add('helpLine', line.id);
  }
}

function deviceHere(device: Device | undefined, channelId: string): Device {
  return channelId === 'msteams' ? 'teams' : (device ?? 'other');
}
