import type { Logger } from 'pino';
import type { Turn } from './turn.ts';

/** What the log says of a turn. Never a parent's words: ids, scores and levels only. */
export function logTurn(log: Logger, turn: Turn): void {
  const { risk, match, replies, state } = turn;
  log.info(
    {
      inbound: turn.inbound.kind,
      risk: risk.level,
      riskRoute: risk.route,
      rules: risk.evidence.map((evidence) => evidence.source),
      intent: match?.kind === 'route' ? match.best.topic : match?.kind,
      score: match?.kind === 'route' ? match.best.score : undefined,
      contentIds: replies.map((reply) => reply.contentId),
      turn: state.turns,
    },
    'turn',
  );
}
