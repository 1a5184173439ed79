import type { Html } from '../shared/html.ts';

/** The element of this id, which the server put into the page. Throws when page and script do not fit together. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

interface Policy {
  createHTML(markup: string): string;
  createScriptURL(address: string): string;
}

/** Chromium lets only this policy make markup; other browsers rely on Html alone, which escapes every text. */
const policy: Policy | undefined = (
  globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }
).trustedTypes?.createPolicy('attune', { createHTML: (markup) => markup, createScriptURL: (address) => address });

/** The address of a script of ours, as browsers want it that watch over scripts. */
export function scriptAddress(address: '/sw.js'): string {
  return policy ? policy.createScriptURL(address) : address;
}

/** Puts markup into an element, in place of what it holds. */
export function fill(element: Element, content: Html): void {
  element.innerHTML = policy ? policy.createHTML(content.markup) : content.markup;
}

/** A new element with this class and content. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  cssClass = '',
  content?: Html | string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (cssClass) element.className = cssClass;
  if (typeof content === 'string') element.textContent = content;
  else if (content) fill(element, content);
  return element;
}
