import { type Html, html } from './html.ts';

/** Addresses that a link in the bot's words may have. */
const SAFE_LINK = /^(https:\/\/|tel:[+\d]|sms:[+\d]|mailto:)/;
const INLINE = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/;

/** The bot's words as markup: paragraphs, lists, **bold** and [links](tel:988). Anything else stays text. */
export function markdown(text: string): Html {
  const blocks: Html[] = [];
  let items: Html[] = [];
  const endList = () => {
    if (items.length > 0) blocks.push(html`<ul>${items}</ul>`);
    items = [];
  };
  for (const line of text.split('\n')) {
    const item = /^\s*[-*] (.+)$/.exec(line)?.[1];
    if (item) {
      items.push(html`<li>${inline(item)}</li>`);
    } else {
      endList();
      if (line.trim()) blocks.push(html`<p>${inline(line.trim())}</p>`);
    }
  }
  endList();
  return html`${blocks}`;
}

function inline(text: string): Html {
  const found = INLINE.exec(text);
  // A number and its degrees stay on one line.
  if (!found) return html`${text.replaceAll(' °', '\u00a0°')}`;
  const [whole, bold, label = '', address = ''] = found;
  const before = text.slice(0, found.index);
  const after = inline(text.slice(found.index + whole.length));
  const marked = bold ? html`<strong>${inline(bold)}</strong>` : link(label, address);
  return html`${before}${marked}${after}`;
}

/** A link, or its words alone when it leads somewhere else than to a page, a telephone or a mailbox. */
export function link(label: string, address: string, cssClass?: string): Html {
  if (!SAFE_LINK.test(address)) return html`${label}`;
  if (address.startsWith('https:')) return outside(address, label, cssClass);
  return html`<a${classHtml(cssClass)} href="${address}">${label}</a>`;
}

/** A link to another site: in a new tab, which learns nothing about this page. */
export function outside(address: string, label: string, cssClass?: string): Html {
  return html`<a${classHtml(cssClass)} href="${address}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function classHtml(cssClass: string | undefined): Html {
  return html`${cssClass && html` class="${cssClass}"`}`;
}

/** The same words without any marks, for speech, files and screen readers. */
export function plainText(text: string): string {
  return text
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/\[([^\]]+)\]\([^)\s]+\)/g, '$1')
    .replace(/^\s*[-*] /gm, '');
}
