import type { Language } from '../content/routes.ts';
import { type Understanding, understand } from '../understanding.ts';
import type { Outcome, TestMessage } from './measure.ts';

/** Runs the product's own screen and matcher over messages. */
export function runMessages(
  understanding: Understanding,
  messages: readonly TestMessage[],
  change: (message: TestMessage, index: number) => string = ({ text }) => text,
): Outcome[] {
  return messages.map((message, i) => {
    const text = change(message, i);
    const language: Language = message.lang;
    const { route, level, score } = understand(understanding, text, language);
    const match = understanding.matcher.match(text, language);
    const candidates = match.kind === 'route' ? [match.best, ...match.others] : match.candidates;
    const ranking = [route, ...candidates.map((candidate) => candidate.route).filter((other) => other !== route)];
    return { message, route, level, score, ranking, asked: match.kind };
  });
}
