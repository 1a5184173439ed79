import { scriptAddress } from './dom.ts';

/** Lets the browser keep a copy of the empty page, for when the server cannot be reached. */
export function keepOfflineCopy(): void {
  const register = () => {
    // Refused where nothing may be stored, and on pages without https: the page works without it.
    navigator.serviceWorker?.register(scriptAddress('/sw.js')).catch(() => undefined);
  };
  if (document.readyState === 'complete') register();
  else addEventListener('load', register);
}

/** Forgets the copy: the parent leaves. */
export function dropOfflineCopy(): void {
  void navigator.serviceWorker?.getRegistration().then((registration) => registration?.unregister());
  void globalThis.caches?.delete('chat');
}
