import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'restify';
import { HttpProblem } from '../httpProblem.ts';

/** A file that the page loads, by the name that the page calls it, such as `chat.js`. */
export interface AssetFile {
  readonly name: string;
  readonly content: Buffer;
}

/** A body in the encodings that it is served in. */
export type Bodies = { readonly identity: Buffer; readonly br?: Buffer; readonly gzip?: Buffer };

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** A file in memory, compressed once. */
export class Asset {
  readonly type: string;
  readonly bodies: Bodies;

  constructor(type: string, bodies: Bodies) {
    this.type = type;
    this.bodies = bodies;
  }

  static async of({ name, content }: AssetFile): Promise<Asset> {
    const [br, gz] = await Promise.all([
      brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
      gzipped(content, { level: 9 }),
    ]);
    return new Asset(TYPES[endingOf(name)] ?? 'application/octet-stream', { identity: content, br, gzip: gz });
  }

  send(req: Request, res: Response): void {
    sendEncoded(req, res, this.type, this.bodies);
  }
}

/** Files under names that change with their content: browsers keep them for good. */
export class Assets {
  readonly #byFile = new Map<string, Asset>();
  readonly #files = new Map<string, string>();

  static async of(files: readonly AssetFile[]): Promise<Assets> {
    const assets = new Assets();
    for (const file of files) assets.add(file, await Asset.of(file));
    return assets;
  }

  /** Adds an asset under a name with the hash of its content. */
  add({ name, content }: AssetFile, asset: Asset): void {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
    const ending = endingOf(name);
    const file = `${name.slice(0, -ending.length)}${hash}.${ending}`;
    this.#files.set(name, file);
    this.#byFile.set(file, asset);
  }

  /** Where the file is served; undefined when there is none of this name. */
  address(name: string): string | undefined {
    const file = this.#files.get(name);
    return file && `/assets/${file}`;
  }

  /** GET /assets/:file. Throws an HttpProblem (404). */
  serve(req: Request, res: Response): void {
    const asset = this.#byFile.get(String(req.params.file));
    if (!asset) throw new HttpProblem(404, 'NotFound', 'There is no such file: load the page again.');
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    asset.send(req, res);
  }
}

/** Sends the body in the best encoding that the browser takes. */
export function sendEncoded(req: Request, res: Response, type: string, bodies: Bodies, status = 200): void {
  const encoding = (['br', 'gzip'] as const).find((name) => bodies[name] && accepts(req, name));
  const body = (encoding && bodies[encoding]) ?? bodies.identity;
  res.setHeader('Content-Type', type);
  res.setHeader('Vary', 'Accept-Encoding');
  res.setHeader('Content-Length', body.length);
  if (encoding) res.setHeader('Content-Encoding', encoding);
  res.writeHead(status);
  res.end(body);
}

/** The page, compressed as it is sent. */
export async function sendPage(req: Request, res: Response, page: string, status = 200): Promise<void> {
  const identity = Buffer.from(page);
  sendEncoded(req, res, 'text/html; charset=utf-8', { identity, gzip: await gzipped(identity) }, status);
}

function accepts(req: Request, encoding: string): boolean {
  const accepted = String(req.headers['accept-encoding'] ?? '');
  return new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$))`).test(accepted);
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
