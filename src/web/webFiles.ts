import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import { HttpProblem } from '../httpProblem.ts';
import { Asset, Assets } from './assets.ts';
import { bundle } from './bundle.ts';
import type { LauncherSettings } from './shared/launcherSettings.ts';

interface Made {
  readonly assets: Assets;
  readonly launcher: Asset;
  readonly worker: Asset;
}

/** The files of the page. They are made when the server starts, while it already listens. */
export class WebFiles {
  readonly #made: Promise<Made | undefined>;

  constructor(log: Logger, launcher: LauncherSettings) {
    this.#made = make(launcher).catch((error: unknown) => {
      log.error({ err: error }, 'the scripts of the chat page could not be bundled: the page works without them');
      return undefined;
    });
  }

  /** Where `chat.js` is served; undefined when there is none. */
  async address(name: string): Promise<string | undefined> {
    return (await this.#made)?.assets.address(name);
  }

  /** GET /assets/:file. Throws an HttpProblem (404). */
  async serve(req: Request, res: Response): Promise<void> {
    (await this.#files()).assets.serve(req, res);
  }

  /** GET /embed.js, for pages of other origins: a name that stays, so it is kept for ten minutes only. */
  async serveLauncher(req: Request, res: Response): Promise<void> {
    const { launcher } = await this.#files();
    res.setHeader('Cache-Control', 'public, max-age=600');
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    launcher.send(req, res);
  }

  /** GET /sw.js: browsers ask for it again and again, and compare. */
  async serveWorker(req: Request, res: Response): Promise<void> {
    const { worker } = await this.#files();
    res.setHeader('Cache-Control', 'no-cache');
    worker.send(req, res);
  }

  async #files(): Promise<Made> {
    const made = await this.#made;
    if (!made) throw new HttpProblem(404, 'NotFound', 'There is no such file: the server log says why.');
    return made;
  }
}

/** Files whose name must stay. */
const FIXED = ['embed.js', 'sw.js'];

async function make(launcher: LauncherSettings): Promise<Made> {
  const files = await bundle();
  const icon = await readFile(new URL('styles/icon.svg', import.meta.url));
  const hashed = files.filter(({ name }) => !FIXED.includes(name));
  const fixed = (name: string) => files.find((file) => file.name === name)?.content.toString('utf8') ?? '';
  const script = fixed('embed.js').replace('ATTUNE_SETTINGS', () => JSON.stringify(launcher));
  return {
    assets: await Assets.of([...hashed, { name: 'icon.svg', content: icon }]),
    launcher: await Asset.of({ name: 'embed.js', content: Buffer.from(script) }),
    worker: await Asset.of({ name: 'sw.js', content: Buffer.from(fixed('sw.js')) }),
  };
}
