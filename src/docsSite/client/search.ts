import MiniSearch from 'minisearch';
import { type Entry, SEARCH } from '../searchIndex.ts';

/** Results that are shown. */
const SHOWN = 12;
/** Characters of a result around the first word that was found. */
const AROUND = 70;

/** The index is a script of its own, loaded when somebody begins to search: so it works from a folder too. */
declare global {
  var docsIndex: unknown;
}

const root = document.documentElement.dataset.root ?? '';
const box = document.querySelector<HTMLInputElement>('#search');
const form = document.querySelector<HTMLFormElement>('#search-form');
const results = document.querySelector<HTMLElement>('#results');
const status = document.querySelector<HTMLElement>('#search-status');
let index: Promise<MiniSearch<Entry>> | undefined;

function load(): Promise<MiniSearch<Entry>> {
  index ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${root}search-index.js`;
    script.onload = () => resolve(MiniSearch.loadJS(globalThis.docsIndex as never, SEARCH));
    script.onerror = () => reject(new Error('the search index does not load'));
    document.head.append(script);
  });
  return index;
}

async function search(): Promise<void> {
  if (!box || !results || !status) return;
  const words = box.value.trim();
  const found = words.length < 2 ? [] : (await load()).search(words);
  if (box.value.trim() !== words) return;
  results.replaceChildren(
    ...found.slice(0, SHOWN).map((hit) => resultOf(hit as unknown as Entry & { terms: string[] })),
  );
  results.hidden = found.length === 0;
  status.textContent = words.length < 2 ? '' : found.length === 1 ? '1 result' : `${found.length} results`;
}

function resultOf({ id, title, heading, text, terms }: Entry & { readonly terms: readonly string[] }): HTMLElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = root + id;
  link.textContent = heading && heading !== title ? `${title}: ${heading}` : title;
  const line = document.createElement('p');
  const at = Math.max(0, text.toLowerCase().search(new RegExp(terms.map(escapePattern).join('|') || '^')));
  const begin = Math.max(0, at - AROUND);
  line.textContent = `${begin > 0 ? '… ' : ''}${text.slice(begin, at + AROUND)}${text.length > at + AROUND ? ' …' : ''}`;
  item.append(link, line);
  return item;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

if (form && box) {
  form.hidden = false;
  box.addEventListener('focus', () => void load(), { once: true });
  box.addEventListener('input', () => void search());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    results?.querySelector('a')?.click();
  });
  box.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    box.value = '';
    void search();
  });
}
