import type { WireAttachment } from './wireActivity.ts';

/** What is drawn of a card: its words in order, its facts, and its buttons. */
export interface Card {
  readonly title: string;
  readonly texts: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly ways: readonly CardWay[];
}

/** A button of a card: opens an address, or says something for the parent. */
export interface CardWay {
  readonly title: string;
  readonly address?: string | undefined;
  readonly says?: string | undefined;
}

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const HERO = /^application\/vnd\.microsoft\.card\.(hero|thumbnail)$/;
/** More than any card of ours has; a stranger's may be endless. */
const MAX_PARTS = 60;

type Loose = Readonly<Record<string, unknown>>;
/** A card while it is read. */
type Draft = { title: string; texts: string[]; facts: [string, string][]; ways: CardWay[]; parts: number };

/** Cards that an activity carries, as far as they can be drawn. Attune sends none here: a hand-off or an event may. */
export function cardsOf(attachments: readonly WireAttachment[] | undefined): Card[] {
  return (attachments ?? []).flatMap(({ contentType = '', content }) => {
    if (contentType === ADAPTIVE) return [adaptive(loose(content))];
    return HERO.test(contentType) ? [hero(loose(content))] : [];
  });
}

/** The words of a card, for a voice, a file or a screen reader. */
export function cardText({ title, texts, facts, ways }: Card): string {
  const told = facts.map(([name, value]) => `${name}: ${value}`);
  return [title, ...texts, ...told, ...ways.map((way) => way.title)].filter(Boolean).join('\n');
}

function hero(content: Loose): Card {
  return {
    title: text(content.title),
    texts: [text(content.subtitle), text(content.text)].filter(Boolean),
    facts: [],
    ways: list(content.buttons).flatMap(heroButton),
  };
}

function heroButton(button: Loose): CardWay[] {
  const [title, value] = [text(button.title), text(button.value)];
  if (!title) return [];
  if (button.type === 'openUrl') return [{ title, address: value }];
  if (button.type === 'call') return [{ title, address: value.startsWith('tel:') ? value : `tel:${value}` }];
  return [{ title, says: button.type === 'imBack' && value ? value : title }];
}

function adaptive(content: Loose): Card {
  const draft: Draft = { title: '', texts: [], facts: [], ways: [], parts: 0 };
  readParts(content, draft);
  const isEmpty = draft.texts.length + draft.facts.length + draft.ways.length === 0;
  return isEmpty ? { ...draft, texts: [text(content.fallbackText)].filter(Boolean) } : draft;
}

/** Reads what stands in a card, a container or a column, from top to bottom. */
function readParts(holder: Loose, draft: Draft): void {
  for (const part of [holder.body, holder.items, holder.columns].flatMap(list)) {
    draft.parts += 1;
    if (draft.parts > MAX_PARTS) return;
    if (part.type === 'TextBlock' && text(part.text)) draft.texts.push(text(part.text));
    for (const fact of list(part.facts)) draft.facts.push([text(fact.title), text(fact.value)]);
    readParts(part, draft);
  }
  for (const action of list(holder.actions).slice(0, MAX_PARTS)) {
    const title = text(action.title);
    if (action.type === 'Action.ShowCard') readParts(loose(action.card), draft);
    else if (title)
      draft.ways.push(action.type === 'Action.OpenUrl' ? { title, address: text(action.url) } : { title, says: title });
  }
}

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(loose) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
