import { sourcesSchema } from '../content/checkData.ts';
import { Reader } from '../content/reader.ts';
import type { Sources } from './shared/messageHtml.ts';

/** The names of the sources as a parent reads them, from content/sources.yaml. Throws a ContentError. */
export function loadSources(folder: string): Sources {
  const reader = new Reader(folder);
  const sources = reader.read('sources.yaml', sourcesSchema) ?? {};
  reader.done();
  return Object.fromEntries(
    Object.entries(sources).map(([key, { organisation, title, year, address }]) => [
      key,
      { name: [`${organisation}: ${title}`, year].filter(Boolean).join(', '), url: pageAddress(address) },
    ]),
  );
}

/** The address of the page itself. That of a whole site would lead a parent nowhere: only the name is shown then. */
function pageAddress(address: string | undefined): string | undefined {
  const url = address === undefined ? undefined : new URL(address);
  const isPage = url?.protocol === 'https:' && (url.pathname !== '/' || url.search !== '');
  return isPage ? url.href : undefined;
}
