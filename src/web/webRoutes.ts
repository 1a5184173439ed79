import type { Logger } from 'pino';
import type { Server } from 'restify';
import type { Bot } from '../bot.ts';
import type { DirectLineAdapter } from '../channels/directLine/directLineAdapter.ts';
import type { StreamHub } from '../channels/directLine/streamHub.ts';
import type { Tokens } from '../channels/directLine/tokens.ts';
import type { Config } from '../config.ts';
import { CONTENT_FOLDER } from '../content/folder.ts';
import type { ContentLibrary } from '../content/library.ts';
import { answering, type Handler } from '../httpProblem.ts';
import type { Limits } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../state/store.ts';
import { ChatPages } from './chatPages.ts';
import { DeleteChat } from './deleteChat.ts';
import { DemoPage } from './demo/demoPage.ts';
import { launcherSettings } from './launcherSettings.ts';
import { loadPageWords } from './pageWords.ts';
import { PlainChat } from './plainChat.ts';
import { loadSources } from './sources.ts';
import { WebChatPage } from './webChatPage.ts';
import { WebFiles } from './webFiles.ts';

/** What the chat page needs of the server. */
export interface WebParts {
  readonly bot: Bot;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly config: Config;
  readonly log: Logger;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly hub: StreamHub;
  readonly directLine: DirectLineAdapter;
  /** Absent where there is no content to show, as in tests of the channels. */
  readonly library?: ContentLibrary | undefined;
}

/** Everything that browsers load: the page, its files, and the conversation without a script. Throws a ContentError. */
export function webRoutes(server: Server, parts: WebParts): void {
  const { config, library, log } = parts;
  if (!library) return;
  const words = loadPageWords(CONTENT_FOLDER);
  const sources = loadSources(CONTENT_FOLDER);
  const files = new WebFiles(log, launcherSettings(config, library, words));
  const pages = new ChatPages({ ...parts, library, words, files, sources });
  const plain = new PlainChat({ ...parts, pages });
  const deletion = new DeleteChat(parts);
  const get = (path: string, handler: Handler) => server.get(path, answering(handler, log));
  const post = (path: string, handler: Handler) => server.post(path, answering(handler, log));

  // The chat as a page, and in the frame that embed.js opens on a hospital's page.
  get('/', (req, res) => pages.chat(req, res));
  get('/chat', (req, res) => pages.chat(req, res));
  get('/chat/language', (req, res) => pages.language(req, res));
  get('/chat/numbers', (req, res) => pages.numbers(req, res));
  get('/chat/sources', (req, res) => pages.sources(req, res));
  post('/chat/delete', (req, res) => deletion.delete(req, res));
  get('/embed.js', (req, res) => files.serveLauncher(req, res));
  get('/sw.js', (req, res) => files.serveWorker(req, res));
  get('/assets/:file', (req, res) => files.serve(req, res));

  // The same conversation without a script.
  get('/chat/plain', (req, res) => plain.show(req, res));
  post('/chat/plain', (req, res) => plain.take(req, res));
  post('/chat/plain/delete', (req, res) => plain.delete(req, res));

  // For trying things out, where drafts may be seen.
  if (!config.SERVE_DRAFT) return;
  const demo = new DemoPage({ config, files });
  const webChat = new WebChatPage({ config, files });
  get('/demo', (req, res) => demo.page(req, res));
  get('/dev/webchat', (req, res) => webChat.page(req, res));
  get('/dev/webchat/:file', (req, res) => webChat.script(req, res));
}
