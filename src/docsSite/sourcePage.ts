import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Html, html } from '../web/shared/html.ts';

/** A file of the project that a document links, as it is; of a folder the names in it. */
export function sourceBody(root: string, file: string): Html {
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`${file} does not exist`);
  if (statSync(path).isDirectory()) {
    const names = readdirSync(path, { withFileTypes: true }).map(
      (entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`,
    );
    return html`<h1><code>${file}/</code></h1><ul>${names.sort().map((name) => html`<li><code>${name}</code></li>`)}</ul>`;
  }
  return html`<h1><code>${file}</code></h1><pre tabindex="0"><code>${readFileSync(path, 'utf8')}</code></pre>`;
}
