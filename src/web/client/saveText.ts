import type { PageWords } from '../pageWords.ts';
import { messageText, speakerOf } from '../shared/messageHtml.ts';
import type { WireActivity } from '../shared/wireActivity.ts';
import { make } from './dom.ts';

/** Saves the conversation as a text file on this device. It goes nowhere else. */
export function saveText(messages: readonly WireActivity[], words: PageWords): void {
  const lines = messages.map((message) => `${speakerOf(message, words)} ${messageText(message)}`);
  const address = URL.createObjectURL(new Blob([lines.join('\r\n\r\n')], { type: 'text/plain;charset=utf-8' }));
  const link = make('a');
  link.href = address;
  link.download = words.saveFile;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
