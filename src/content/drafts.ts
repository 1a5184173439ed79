import type { Content } from './load.ts';
import { EMERGENCY_ROUTES } from './routes.ts';

/** Topics that Attune cannot do without: the words of emergencies, the way to people, and those around all others. */
export const INDISPENSABLE: readonly string[] = [...EMERGENCY_ROUTES, 'help', 'chat'];

/** Topics that no clinician has signed. */
export function draftTopics(content: Content): string[] {
  return [...content.topics].filter(([, { status }]) => status === 'draft').map(([name]) => name);
}

/** Why a server that withholds drafts may not start with this content; undefined when it may. */
export function unsignedProblem(content: Content): string | undefined {
  const drafts = draftTopics(content);
  const missing = INDISPENSABLE.filter((topic) => drafts.includes(topic));
  if (missing.length === 0) return undefined;
  const others = drafts.filter((topic) => !missing.includes(topic));
  return [
    `SERVE_DRAFT: is false, but no clinician has signed ${missing.join(', ')}, which every conversation needs.`,
    'Have them read and signed (docs/clinicians.md), or set SERVE_DRAFT=true to try Attune out.',
    ...(others.length > 0 ? [`Not signed either, and withheld until then: ${others.join(', ')}.`] : []),
  ].join(' ');
}
