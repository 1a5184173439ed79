import type { Sources } from './checkData.ts';
import type { Content } from './load.ts';
import type { Problem } from './problems.ts';
import { isProven } from './schema.ts';

const EDITORIAL = 'editorial';

/** Every step names sources that are known, and that prove what it says. */
export function checkSources(content: Content, sources: Sources): Problem[] {
  return [...content.topics].flatMap(([topic, { steps }]) =>
    Object.entries(steps).flatMap(([step, { sources: keys }]) => {
      const at = { file: `content/${topic}/topic.yaml`, path: `steps.${step}.sources` };
      return sourceMessages(keys, sources).map((message) => ({ ...at, message }));
    }),
  );
}

function sourceMessages(keys: readonly string[], sources: Sources): string[] {
  const messages: string[] = [];
  const unknown = keys.filter((key) => !sources[key]);
  for (const key of unknown) messages.push(`"${key}" is not in content/sources.yaml: mend the key, or add the source`);
  const facts = keys.filter((key) => key !== EDITORIAL && sources[key]);
  const marks = facts.map((key) => sources[key]?.mark ?? 'G');
  const unspeakable = facts.filter((_, i) => marks[i] === 'G' || marks[i] === 'E');
  for (const key of unspeakable) {
    messages.push(
      `"${key}" is marked ${sources[key]?.mark} and may not be spoken: name a source that was read, or cut the fact`,
    );
  }
  const doubtful = facts.length > 0 && unspeakable.length + unknown.length === 0 && !isProven(marks);
  if (doubtful) {
    messages.push(
      `${facts.join(', ')} only relay what others say (${[...new Set(marks)].join(', ')}): add a source marked V, or cut the fact`,
    );
  }
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice) messages.push(`"${twice}" stands twice: delete one`);
  return messages;
}
