import type { Activity } from 'botbuilder';

/** What Teams could take for markup: of HTML, and of Markdown, which some clients read in formatted text as well. */
const MARKUP = /[&<>"'`*_~#|\\[\](){}!+=-]/g;

/**
 * The parent's own words as a message to the staff, below a bold heading of ours. Threat: a parent who writes markup
 * could make their words look like somebody else's, mention people, or hide where a link leads.
 */
export function parentWords(heading: string, words: string): Partial<Activity> {
  const text = `<b>${escaped(heading)}</b><br>${escaped(words)}`;
  return { type: 'message', textFormat: 'xml', text };
}

function escaped(words: string): string {
  return words.replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`).replace(/\r\n|\r|\n/g, '<br>');
}
