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

type Encoding = 'br' | 'gzip' | 'identity';

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};

interface Asset {
  readonly type: string;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

/** Files in memory, compressed once, under names that change with their content: browsers keep them for good. */
export class Assets {
  readonly #byAddress = new Map<string, Asset>();
  readonly #addresses = new Map<string, string>();

  /** Compresses the files. */
  static async of(files: readonly AssetFile[]): Promise<Assets> {
    const assets = new Assets();
    for (const { name, content } of files) {
      const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
      const [stem = '', ending = ''] = name.split(/\.(?=[a-z]+$)/);
      const file = `${stem}.${hash}.${ending}`;
      assets.#addresses.set(name, `/assets/${file}`);
      assets.#byAddress.set(file, { type: TYPES[ending] ?? 'application/octet-stream', bodies: await compressed(content) });
    }
    return assets;
  }

  /** Where the file is served; undefined when there is none of this name. */
  address(name: string): string | undefined {
    return this.#addresses.get(name);
  }

  /** Bytes as sent, by encoding. */
  sizes(name: string): Record<Encoding, number> | undefined {
    const asset = this.#byAddress.get(this.#addresses.get(name)?.slice('/assets/'.length) ?? '');
    return asset && { br: asset.bodies.br.length, gzip: asset.bodies.gzip.length, identity: asset.bodies.identity.length };
  }

  /** GET /assets/:file. Throws an HttpProblem (404). */
  serve(req: Request, res: Response): void {
    const asset = this.#byAddress.get(String(req.params.file));
    if (!asset) throw new HttpProblem(404, 'NotFound', 'There is no such file: load the page again.');
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    sendEncoded(req, res, 200, asset.type, asset.bodies);
  }
}

/** Sends the body in the best encoding that the browser takes. */
export function sendEncoded(
  req: Request,
  res: Response,
  status: number,
  type: string,
  bodies: Readonly<Partial<Record<Encoding, Buffer>> & { identity: Buffer }>,
): void {
  const encoding = (['br', 'gzip'] as const).find((name) => bodies[name] && accepts(req, name));
  const body = (encoding && bodies[encoding]) ?? bodies.identity;
  res.setHeader('Content-Type', type);
  res.setHeader('Vary', 'Accept-Encoding');
  res.setHeader('Content-Length', body.length);
  if (encoding) res.setHeader('Content-Encoding', encoding);
  res.writeHead(status);
  res.end(req.method === 'HEAD' ? undefined : body);
}

export function accepts(req: Request, encoding: string): boolean {
  return new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$))`).test(String(req.headers['accept-encoding'] ?? ''));
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

async function compressed(content: Buffer): Promise<Asset['bodies']> {
  const [br, gz] = await Promise.all([
    brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    gzipped(content, { level: 9 }),
  ]);
  return { br, gzip: gz, identity: content };
}
