import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from '../config.ts';

interface Setting {
  readonly names: string[];
  readonly meaning: string;
}

/**
 * The settings of .env.example as a Markdown table. Throws when they are not those of src/config.ts, in its order and with
 * its defaults.
 */
export function settingsTable(root: string): string {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const settings = settingsOf(example);
  const [written, known] = [settings.flatMap(({ names }) => names), Object.keys(configSchema.shape)];
  if (written.map(nameOf).join() !== known.join()) {
    throw new Error(
      `.env.example: has not the settings of src/config.ts in its order. Missing: ${known.filter((name) => !written.map(nameOf).includes(name)).join(', ') || 'none'}; unknown: ${
        written
          .map(nameOf)
          .filter((name) => !known.includes(name))
          .join(', ') || 'none'
      }`,
    );
  }
  const given = Object.fromEntries(written.map((line) => [nameOf(line), defaultOf(line)]));
  if (JSON.stringify(configSchema.parse(given)) !== JSON.stringify(configSchema.parse({}))) {
    throw new Error('.env.example: gives another value than the default of src/config.ts: write the default');
  }
  const rows = settings.map(({ names, meaning }) => {
    const code = (text: string) => (text ? `\`${text}\`` : 'empty');
    return `| ${names.map((line) => code(nameOf(line))).join(', ')} | ${names.map((line) => code(defaultOf(line))).join(', ')} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| Setting | Default | What it does |', '|---|---|---|', ...rows].join('\n');
}

const nameOf = (line: string) => line.slice(0, line.indexOf('='));
const defaultOf = (line: string) => line.slice(line.indexOf('=') + 1);

/** Comments belong to the settings below them. What stands above the first empty line is about the file. */
function settingsOf(example: string): Setting[] {
  const settings: Setting[] = [];
  let comment: string[] = [];
  let names: string[] = [];
  const end = () => {
    if (names.length > 0) settings.push({ names, meaning: comment.join(' ') });
    [comment, names] = [[], []];
  };
  for (const line of example.slice(example.indexOf('\n\n')).split('\n')) {
    if (line.startsWith('#')) {
      if (names.length > 0) end();
      comment.push(line.slice(1).trim());
    } else if (line.includes('=')) names.push(line);
  }
  end();
  return settings;
}
