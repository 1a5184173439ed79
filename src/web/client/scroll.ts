/** Brings what is new into view: all of it when it fits, else its beginning, so that a reply is read from its start. */
export function showNews(scroller: HTMLElement, first: HTMLElement | undefined, end: HTMLElement): void {
  if (!first) return;
  const scrolls = scroller.scrollHeight > scroller.clientHeight && getComputedStyle(scroller).overflowY !== 'visible';
  const room = scrolls ? scroller.clientHeight : innerHeight * 0.6;
  const height = end.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  if (height > room) first.scrollIntoView({ block: 'start' });
  else showEnd(end);
}

export function showEnd(end: HTMLElement): void {
  end.scrollIntoView({ block: 'end' });
}

/** True while the parent reads the newest words, not earlier ones. */
export function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < 50;
}
