import { posix } from 'node:path';
import { type Html, html } from '../web/shared/html.ts';
import type { Document } from './documents.ts';
import { HOME, NAVIGATION } from './navigation.ts';

/** What a page of the website is made of. */
export interface Page {
  /** From the folder of the website. */
  readonly page: string;
  readonly title: string;
  readonly body: Html;
}

/** A page with the search box and the ways to all others. It needs no network, and without its script only the search is gone. */
export function framed({ page, title, body }: Page, documents: readonly Document[]): string {
  const depth = page.split('/').length - 1;
  const root = '../'.repeat(depth);
  const home = documents.find(({ file }) => file === HOME);
  return html`<!doctype html>
<html lang="en" data-root="${root}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === home?.title ? 'Attune: documentation' : `${title} · Attune`}</title><link rel="stylesheet" href="${root}site.css"><script src="${root}search.js" defer></script></head>
<body><a class="skip" href="#content">Skip to the text</a>
<header><a class="home" href="${root}index.html">Attune</a> <a class="all" href="#documents">All documents</a>
<form id="search-form" role="search" hidden><label for="search">Search</label><input type="search" id="search" autocomplete="off" aria-controls="results"><p id="search-status" role="status"></p><ul id="results" hidden></ul></form></header>
<div class="columns"><main id="content">
${body}
</main>
<nav id="documents" aria-label="Documents">${navigationHtml(page, documents)}</nav></div></body></html>
`.toString();
}

function navigationHtml(here: string, documents: readonly Document[]): Html {
  const byFile = new Map(documents.map((document) => [document.file, document]));
  const named = new Set([HOME, ...NAVIGATION.flatMap(([, files]) => files)]);
  const others = documents.filter(({ file }) => !named.has(file)).map(({ file }) => file);
  const groups = [...NAVIGATION, ['More', others] as const];
  return html`${groups.map(([reader, files]) => {
    const pages = files.flatMap((file) => byFile.get(file) ?? []);
    return (
      pages.length > 0 &&
      html`<h2>${reader}</h2><ul>${pages.map(({ page, title }) => html`<li><a href="${posix.relative(posix.dirname(here), page)}"${page === here && html` aria-current="page"`}>${title}</a></li>`)}</ul>`
    );
  })}`;
}
