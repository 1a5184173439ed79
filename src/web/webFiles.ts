import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import { HttpProblem } from '../httpProblem.ts';
import { Assets } from './assets.ts';
import { bundle } from './bundle.ts';

/** The files of the page. They are made when the server starts, while it already listens. */
export class WebFiles {
  readonly #assets: Promise<Assets | undefined>;

  constructor(log: Logger) {
    this.#assets = makeAssets().catch((error: unknown) => {
      log.error({ err: error }, 'the scripts of the chat page could not be bundled: the page works without them');
      return undefined;
    });
  }

  /** Where `chat.js` is served; undefined when there is none. */
  async address(name: string): Promise<string | undefined> {
    return (await this.#assets)?.address(name);
  }

  /** Bytes as sent, by encoding. */
  async sizes(name: string) {
    return (await this.#assets)?.sizes(name);
  }

  /** GET /assets/:file. Throws an HttpProblem (404). */
  async serve(req: Request, res: Response): Promise<void> {
    const assets = await this.#assets;
    if (!assets) throw new HttpProblem(404, 'NotFound', 'There is no such file: the server log says why.');
    assets.serve(req, res);
  }
}

async function makeAssets(): Promise<Assets> {
  const icon = await readFile(new URL('styles/icon.svg', import.meta.url));
  return Assets.of([...(await bundle()), { name: 'icon.svg', content: icon }]);
}
