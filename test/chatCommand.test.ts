import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';

/** What `npm run chat` prints when a parent types these lines, each once the words before it were printed. */
async function chat(options: readonly string[], lines: readonly (readonly [after: string, typed: string])[]) {
  const command = ['--disable-warning=ExperimentalWarning', 'src/commands/chat.ts', ...options];
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  let printed = '';
  let next = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const [after, typed] = lines[next] ?? [];
    if (after === undefined || !printed.includes(after)) return;
    next += 1;
    printed = printed.slice(printed.indexOf(after) + after.length);
    if (typed) child.stdin.write(`${typed}\n`);
    else child.stdin.end();
  });
  await once(child, 'close');
  return { said: next, printed };
}

const TO_THE_PAUSE = [
  ['Something to try', "my baby won't stop crying"],
  ['None of these', 'None of these'],
  ["I'd rather not say", "I'd rather not say"],
  ['Close to my limit', 'Close to my limit'],
  ['Start ten minutes', 'Start ten minutes'],
] as const;

describe('npm run chat', () => {
  it('checks in after the pause, at once on /later', async () => {
    const lines = [...TO_THE_PAUSE, ["I'm back", '/later'], ['Ten minutes have passed', '']] as const;
    expect(await chat([], lines)).toMatchObject({ said: lines.length });
  }, 60_000);

  it('checks in by itself, ten seconds later with --fast', async () => {
    const lines = [...TO_THE_PAUSE, ['Ten minutes have passed', '']] as const;
    expect(await chat(['--fast'], lines)).toMatchObject({ said: lines.length });
  }, 60_000);
});
