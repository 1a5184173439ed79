import { posix } from 'node:path';
import type { Token } from 'markdown-it';
import { type Document, markdown } from './documents.ts';
import type { Links, Target } from './links.ts';

/** The document as HTML whose links lead to pages of the website. Tells `seen` each target that is not a page. */
export function renderDocument(document: Document, links: Links, seen: (target: Target) => void): string {
  const tokens = document.tokens.map((token) => {
    if (!token.children) return token;
    const copy = Object.assign(Object.create(Object.getPrototypeOf(token)) as Token, token);
    copy.children = relinked(token.children, document, links, seen);
    return copy;
  });
  return (
    markdown.renderer
      .render(tokens, markdown.options, {})
      // A table whose heading is empty has none; where the corner is empty it is no heading.
      .replace(/<thead>\s*<tr>\s*(<th><\/th>\s*)+<\/tr>\s*<\/thead>/g, '')
      .replaceAll('<th></th>', '<td></td>')
      // A wide table can be moved sideways by keyboard too.
      .replaceAll('<table>', '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
      .replaceAll('</table>', '</table></div>')
      .replaceAll('<pre>', '<pre tabindex="0">')
  );
}

function relinked(tokens: readonly Token[], document: Document, links: Links, seen: (target: Target) => void): Token[] {
  return tokens.map((token) => {
    const name = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : undefined;
    const address = name && String(token.attrGet(name) ?? '');
    if (!name || !address) return token;
    const target = links.resolve(document, address);
    seen(target);
    const copy = Object.assign(Object.create(Object.getPrototypeOf(token)) as Token, token);
    const href = hrefOf(target, address, document);
    copy.attrs = (token.attrs ?? []).map(([key, value]) => [key, key === name ? href : value]);
    // A document that is being written: the words stay, the link leads nowhere yet.
    if (target.kind === 'notYet') copy.attrs = [['class', 'not-yet']];
    if (name === 'src') copy.attrs.push(['loading', 'lazy']);
    return copy;
  });
}

function hrefOf(target: Target, given: string, { page }: Document): string {
  if (!('page' in target)) return given;
  const relative = posix.relative(posix.dirname(page), target.page);
  return target.kind === 'page' && target.anchor ? `${relative}#${encodeURIComponent(target.anchor)}` : relative;
}
