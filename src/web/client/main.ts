import type { ClientConfig } from '../shared/clientConfig.ts';
import { applyAppearance } from './appearance.ts';
import { Chat } from './chat.ts';
import { DeleteDialog } from './deleteDialog.ts';
import { byId } from './dom.ts';
import { Host } from './host.ts';
import { followKeyboard } from './keyboard.ts';
import { Leave } from './leave.ts';
import { Menu } from './menu.ts';
import { NoteCards } from './noteCards.ts';
import { dropOfflineCopy, keepOfflineCopy } from './offlineCopy.ts';
import { PageLanguage } from './pageLanguage.ts';
import { Proof } from './proof.ts';
import { saveText } from './saveText.ts';
import { Speech } from './speech.ts';
import { Storage } from './storage.ts';

/** Takes the page over from its plain forms. */
function run(config: ClientConfig): void {
  const { embedded } = config;
  const storage = new Storage();
  const language = new PageLanguage(config);
  const { words } = language;
  const host = new Host(config.hosts);
  const chat = new Chat(config, storage, language);
  new Proof(byId('transcript'));
  new NoteCards(byId('transcript'), words, (text) => chat.notice(text));
  const menu = new Menu();
  const deletion = new DeleteDialog(words, () => chat.delete());
  const speech = new Speech({
    words,
    language: () => language.current,
    storage,
    embedded,
    heard: (text) => chat.dictated(text),
    notice: (text) => chat.notice(text),
  });
  chat.onBotMessage = (activity) => {
    speech.say(activity);
    host.count();
  };
  new Leave(words, () => {
    speech.hush();
    dropOfflineCopy();
    chat.abandon();
    storage.clear();
    host.say({ attune: 'leave' });
  });
  applyAppearance(storage, config.color);
  followKeyboard();

  const choose = (id: string, action: () => void) =>
    byId(id).addEventListener('click', () => {
      menu.close();
      action();
    });
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-language]')) {
    link.addEventListener('click', (event) => {
      // Before there is a conversation the link simply leads to the other page.
      if (!chat.isOpen) return;
      event.preventDefault();
      menu.close();
      chat.changeLanguage(link.dataset.language ?? '').catch(() => location.assign(link.href));
    });
  }
  choose('print', () => print());
  choose('save', () => saveText(chat.messages, words));
  choose('delete', () => deletion.open());
  choose('close-chat', () => host.say({ attune: 'close' }));
  byId('close-chat').hidden = !embedded;
  document.documentElement.dataset.ready = 'true';
  void chat.start();
  keepOfflineCopy();
}

run(JSON.parse(byId('config').textContent ?? '') as ClientConfig);
