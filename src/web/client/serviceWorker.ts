/**
 * Keeps one copy of the empty page and its files, so that the numbers come up even when the server is down or the phone
 * has no network. Nothing of a conversation is ever in it.
 */

interface WorkerScope extends EventTarget {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

interface WorkerEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
  waitUntil(work: Promise<unknown>): void;
}

const scope = self as unknown as WorkerScope;
const CACHE = 'chat';
const PAGES = ['/', '/chat'];
const FILES = '/assets/';
/** A parent does not wait longer than this for the numbers. */
const PATIENCE_MS = 5000;

scope.addEventListener('install', (event) => (event as WorkerEvent).waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => (event as WorkerEvent).waitUntil(scope.clients.claim()));
scope.addEventListener('fetch', (event) => {
  const { request } = event as WorkerEvent;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && PAGES.includes(pathname)) (event as WorkerEvent).respondWith(page(request));
  else if (pathname.startsWith(FILES)) (event as WorkerEvent).respondWith(file(request));
});

/** The server's page, else the copy of the last one. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) await keep(cache, response.clone());
    else if (response.status >= 500) return (await cache.match(PAGES[0] as string)) ?? response;
    return response;
  } catch (error) {
    const copy = await cache.match(PAGES[0] as string);
    if (copy) return copy;
    throw error;
  }
}

/** Keeps the page and those of the files that it names; files of earlier releases go. */
async function keep(cache: Cache, response: Response): Promise<void> {
  const text = await response.clone().text();
  await cache.put(PAGES[0] as string, response);
  const files = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname.startsWith(FILES) && !files.includes(pathname)) await cache.delete(url);
  }
  await Promise.all(files.map(async (path) => (await cache.match(path)) ?? cache.add(path)));
}

/** Files never change under their name. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
