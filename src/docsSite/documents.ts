import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt, { type Token } from 'markdown-it';

/** A heading or what stands below it, for the search and for links into the page. */
export interface Section {
  /** GitHub's name of the heading: `what-is-kept`; empty above the first one. */
  readonly id: string;
  readonly heading: string;
  readonly text: string;
}

/** A Markdown file of the project that becomes a page. */
export interface Document {
  /** From the folder of the project: `docs/safety/wcag.md`. */
  readonly file: string;
  /** Where its page is, from the folder of the website: `safety/wcag.html`. */
  readonly page: string;
  readonly title: string;
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly sections: readonly Section[];
}

/** Markdown as GitHub shows it. HTML in it is our own: marks in comments. */
export const markdown = new MarkdownIt({ html: true });

const TOP_FILES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** Reads every document: those in docs/, and the three at the top of the project. */
export function readDocuments(root: string): Document[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return [...inDocs.sort(), ...TOP_FILES].map((file) => toDocument(file, readFileSync(join(root, file), 'utf8')));
}

/** Parses one document, and gives its headings the ids that GitHub gives them. */
export function toDocument(file: string, source: string): Document {
  const tokens = markdown.parse(source, {});
  const sections: { id: string; heading: string; text: string }[] = [{ id: '', heading: '', text: '' }];
  const used = new Map<string, number>();
  for (const [i, token] of tokens.entries()) {
    const inline = tokens[i + 1];
    if (token.type === 'heading_open' && inline) {
      const heading = wordsOf(inline);
      const slug = slugOf(heading);
      const times = used.get(slug) ?? 0;
      used.set(slug, times + 1);
      const id = times === 0 ? slug : `${slug}-${times}`;
      token.attrSet('id', id);
      sections.push({ id, heading, text: '' });
    } else if (token.type === 'inline' && tokens[i - 1]?.type !== 'heading_open') {
      append(sections, wordsOf(token));
    } else if (token.type === 'fence' || token.type === 'code_block') append(sections, token.content);
  }
  const title = sections.find(({ heading }) => heading)?.heading ?? file;
  return { file, page: pageOf(file), title, source, tokens, sections };
}

function append(sections: { text: string }[], text: string): void {
  const last = sections.at(-1);
  if (last) last.text = `${last.text} ${text}`.trim();
}

/** The words of a line, without its marks. */
function wordsOf(inline: Token): string {
  const parts = inline.children ?? [];
  return parts.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}

function slugOf(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '');
  return kept.trim().replaceAll(' ', '-');
}

function pageOf(file: string): string {
  const inDocs = file.startsWith('docs/') ? file.slice('docs/'.length) : `project/${file.toLowerCase()}`;
  return inDocs.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');
}
