import type { ClientConfig } from '../shared/clientConfig.ts';
import { applyAppearance } from './appearance.ts';
import { Chat } from './chat.ts';
import { DeleteDialog } from './deleteDialog.ts';
import { byId } from './dom.ts';
import { Leave } from './leave.ts';
import { Menu } from './menu.ts';
import { saveText } from './saveText.ts';
import { Storage } from './storage.ts';

/** Takes the page over from its plain forms. */
function run(): void {
  const config = JSON.parse(byId('config').textContent ?? '') as ClientConfig;
  const { words } = config;
  const storage = new Storage();
  const chat = new Chat(config, storage);
  const menu = new Menu();
  const deletion = new DeleteDialog(words, () => chat.delete());
  new Leave(words, () => chat.abandon());
  applyAppearance(storage, config.color);

  const choose = (id: string, action: () => void) =>
    byId(id).addEventListener('click', () => {
      menu.close();
      action();
    });
  choose('print', () => print());
  choose('save', () => saveText(chat.messages, words));
  choose('delete', () => deletion.open());
  document.documentElement.dataset.ready = 'true';
  chat.start();
}

run();
