/** What the chat in a frame says to the page around it. */
export type ToHost =
  /** The chat runs. */
  | { readonly attune: 'ready' }
  /** The parent pressed "Close chat". */
  | { readonly attune: 'close' }
  /** The parent leaves: the page around must go too. */
  | { readonly attune: 'leave' }
  /** So many messages came while the chat was closed. */
  | { readonly attune: 'unread'; readonly count: number };

/** What the page around says to the chat. */
export type ToFrame =
  /** Here I am: answers go to this origin. */
  { readonly attune: 'hello' } | { readonly attune: 'opened' } | { readonly attune: 'closed' };

const TO_HOST = ['ready', 'close', 'leave', 'unread'];
const TO_FRAME = ['hello', 'opened', 'closed'];

export function isToHost(data: unknown): data is ToHost {
  return isMessage(data, TO_HOST);
}

export function isToFrame(data: unknown): data is ToFrame {
  return isMessage(data, TO_FRAME);
}

function isMessage(data: unknown, types: readonly string[]): boolean {
  const type = (data as { attune?: unknown } | null)?.attune;
  return typeof type === 'string' && types.includes(type);
}
