import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { stringify } from 'yaml';
import type { TestServer } from './helpers.ts';

const PROGRAM = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
const BOT = 'Test Bot';

/** The Microsoft 365 Agents Playground: a Teams client and its connector on this machine. */
export class Playground {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /**
   * Starts one that talks with /api/messages of this server. Its log and settings go into a folder of its own. `desk`:
   * a team whose General channel has this id, and who looks at it.
   */
  static async start(
    server: Pick<TestServer, 'url'>,
    desk?: { readonly channel: string; readonly nurse: string },
  ): Promise<Playground> {
    const folder = mkdtempSync(join(tmpdir(), 'attune-playground-'));
    if (desk) writeFileSync(join(folder, '.m365agentsplayground.yml'), stringify(team(desk.channel, desk.nurse)));
    const port = String(await freePort());
    const options = ['-e', `${server.url}/api/messages`, '-c', 'msteams', '-p', port, '--disable-telemetry'];
    const env = { PATH: process.env.PATH, HOME: folder, BROWSER: 'none' };
    const child = spawn(process.execPath, [PROGRAM, ...options], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
      const listening = /Listening on (\d+)/.exec(output)?.[1];
      if (listening) resolve(listening);
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('exit', (code) => reject(new Error(`the Agents Playground ended with ${code}: ${output}`)));
    return new Playground(`http://localhost:${await promise}`, child, folder);
  }

  /** Where a bot sends what it has to say. */
  get connector(): string {
    return `${this.url}/_connector`;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null && this.#child.kill()) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The Playground as its user sees it. */
export class PlaygroundPage {
  readonly page: Page;
  readonly #bot: string;

  constructor(page: Page, bot = BOT) {
    this.page = page;
    this.#bot = bot;
  }

  /** Opens the personal chat, which the bot is added to now. The page's fonts on the internet are left out. */
  async open(playground: Playground): Promise<void> {
    await this.page.route(
      ({ origin }) => origin !== playground.url,
      (route) => route.abort(),
    );
    await this.page.goto(playground.url);
    // The panel repeats what is said.
    await this.page.getByRole('button', { name: 'Hide log panel' }).click();
  }

  /** Goes to "Personal Chat", "Group Chat" or "My Team - General". The bot is added to it at the first time. */
  async goTo(conversation: string): Promise<void> {
    await this.page.getByRole('treeitem', { name: conversation }).click();
  }

  /** Types a message and sends it, to the bot by name where `mention` is true. */
  async say(text: string, { mention = false } = {}): Promise<void> {
    const { page } = this;
    await this.#type(page.getByRole('textbox').first(), text, mention);
    // A channel has a button for a new post; in a chat the key sends.
    const post = page.getByRole('button', { name: 'Post', exact: true });
    if (await post.isVisible()) await post.click();
    else await page.keyboard.press('Enter');
  }

  /** Answers in the newest thread of a channel, which stands first, to the bot by name. */
  async reply(text: string): Promise<void> {
    await this.#type(this.page.getByRole('textbox').nth(1), text, true);
    await this.page.keyboard.press('Enter');
  }

  async #type(box: Locator, text: string, mention: boolean): Promise<void> {
    const { keyboard } = this.page;
    await box.click();
    if (mention) {
      await keyboard.type(`@${this.#bot.slice(0, 2)}`);
      await this.page.getByRole('menuitem', { name: this.#bot }).click();
    }
    await keyboard.type(mention ? ` ${text}` : text);
  }

  async press(title: string): Promise<void> {
    await this.page.getByRole('button', { name: title, exact: true }).last().click();
  }

  /** What the bot says with these words, once it is there. */
  async hears(words: string | RegExp): Promise<Locator> {
    const found = this.page.getByText(words).last();
    await found.waitFor();
    return found;
  }

  /** How often these words stand in the conversation. */
  async count(words: string | RegExp): Promise<number> {
    return this.page.getByText(words).count();
  }

  /** What the connector refused: the Playground shows it in the place of the reply. */
  async refused(): Promise<number> {
    return this.page.getByText('Invalid message').count();
  }
}

/** The Playground's own settings; it wants five people besides. */
function team(channel: string, nurse: string): object {
  const person = (name: string, index: number) => {
    const [givenName = '', surname = ''] = name.split(' ');
    const email = `${givenName.toLowerCase()}@example.com`;
    const aadObjectId = `00000000-0000-0000-0000-00000000002${index}`;
    return { id: `user-${index}`, name, userPrincipleName: email, aadObjectId, givenName, surname, email };
  };
  const [currentUser, ...users] = [nurse, 'Ben Okoro', 'Cara Diaz', 'Dina Weiss', 'Eli Brown', 'Fay Lund'].map(person);
  return {
    version: '0.1.1',
    tenantId: '00000000-0000-0000-0000-0000000000001',
    bot: { id: '00000000-0000-0000-0000-00000000000011', name: 'Attune' },
    currentUser,
    users,
    personalChat: { id: 'personal-chat' },
    groupChat: { id: 'group-chat', name: 'Group Chat' },
    team: { id: channel, name: 'Baby nurses', aadGroupId: '00000000-0000-0000-0000-000000000031', channels: [] },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
