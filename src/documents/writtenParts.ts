import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelCardFigures, modelCardMaterial } from './modelCardFigures.ts';
import { parentWords } from './parentWords.ts';
import { partsTable } from './partsTable.ts';
import { settingsTable } from './settingsTable.ts';
import { turnPicture } from './turnPicture.ts';

/** A part of a document that is made from what it tells about, so that it cannot be out of date. */
interface WrittenPart {
  readonly file: string;
  /** Its name between `<!-- begin name -->` and `<!-- end name -->`; without one the whole file is made. */
  readonly name?: string;
  readonly make: (root: string) => string;
}

const PARTS: readonly WrittenPart[] = [
  { file: 'docs/safety/model-card.md', name: 'figures', make: modelCardFigures },
  { file: 'docs/safety/model-card.md', name: 'material', make: modelCardMaterial },
  { file: 'docs/operators.md', name: 'settings', make: settingsTable },
  { file: 'docs/parents.md', name: 'words', make: (root) => parentWords(root, 'en') },
  { file: 'docs/parents.md', name: 'palabras', make: (root) => parentWords(root, 'es') },
  { file: 'docs/developers.md', name: 'parts', make: partsTable },
  { file: 'docs/images/turn.svg', make: turnPicture },
];

/** Makes every part anew. Returns the names of those that were not what is written; `write` puts them right. */
export function freshenParts(root: string, write: boolean): string[] {
  const stale: string[] = [];
  for (const { file, name, make } of PARTS) {
    const path = join(root, file);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const after = name ? withPart(before, file, name, make(root)) : make(root);
    if (after === before) continue;
    stale.push(name ? `${file}: ${name}` : file);
    if (write) writeFileSync(path, after);
  }
  return stale;
}

/** The document with this part between its marks. Throws when the marks are not there. */
function withPart(text: string, file: string, name: string, part: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file}: needs the lines "${begin}" and "${end}", in this order`);
  return `${text.slice(0, from + begin.length)}\n${part}\n${text.slice(to)}`;
}
