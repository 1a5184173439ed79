import { type Sources, sourcesHtml } from '../shared/messageHtml.ts';
import { fill } from './dom.ts';

/** Puts the names of the sources in place of their keys, when "Where this comes from" is opened for the first time. */
export class Proof {
  #sources: Promise<Sources> | undefined;

  constructor(list: HTMLElement) {
    // A toggle does not bubble: it is caught on its way down.
    list.addEventListener('toggle', ({ target }) => void this.#name(target as HTMLElement), { capture: true });
  }

  async #name(proof: HTMLElement): Promise<void> {
    const element = proof.querySelector<HTMLElement>('.sources');
    if (!element?.dataset.keys) return;
    this.#sources ??= fetchSources();
    try {
      fill(element, sourcesHtml(element.dataset.keys.split(' '), await this.#sources));
      delete element.dataset.keys;
    } catch {
      // The keys stay until it is opened again with a connection.
      this.#sources = undefined;
    }
  }
}

async function fetchSources(): Promise<Sources> {
  const response = await fetch('/chat/sources');
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Sources;
}
