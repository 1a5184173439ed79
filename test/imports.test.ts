import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');
const sources = ['src', 'dialogs']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
const BOTBUILDER = /(?:^(?:import|export)\s(type\s)?[^;]*?from |\bimport\()'bot(?:builder|framework)[^']*'/gm;

/** Where the archived SDK may be used; a move to its successor touches nothing else. */
const MAY_USE = [/^src\/channels\//, /^src\/state\//, /^src\/bot\.ts$/, /^dialogs\//];
/** What is measured there is the SDK itself. */
const MEASURES = /^src\/bench\/bareEcho\.ts$/;
/** Where a turn is named by the types of the SDK. */
const TYPES_ONLY = [/^src\/turns?\.ts$/];

/** The files that break the rule, each with its import. */
function breaking(files: readonly string[], read: (file: string) => string): string[] {
  return files.flatMap((file) => {
    if ([...MAY_USE, MEASURES].some((place) => place.test(file))) return [];
    const found = [...read(file).matchAll(BOTBUILDER)];
    const types = TYPES_ONLY.some((place) => place.test(file));
    return found.filter(([, type]) => !(types && type)).map(([text]) => `${file}: ${text}`);
  });
}

describe('botbuilder', () => {
  it('is imported only where channels, state and dialogs are', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(breaking(sources, (file) => readFileSync(join(ROOT, file), 'utf8'))).toEqual([]);
  });

  it('is found in every form of import', () => {
    const forms = [
      "import { TurnContext } from 'botbuilder';",
      "import type { Activity } from 'botbuilder';",
      "import {\n  type Activity,\n  ActivityTypes,\n} from 'botbuilder';",
      "export { Dialog } from 'botbuilder-dialogs/lib/dialog.js';",
      "import { ActivityTypes } from 'botframework-schema';",
      "const { TurnContext } = await import('botbuilder');",
    ];
    for (const form of forms) expect(breaking(['src/safety/screen.ts'], () => `import 'a';\n${form}`)).toHaveLength(1);
    expect(breaking(['src/turn.ts'], () => String(forms[0]))).toHaveLength(1);
    expect(breaking(['src/turn.ts'], () => String(forms[1]))).toEqual([]);
  });
});
