import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Request, Response } from 'restify';
import type { Config } from '../config.ts';
import { contentSecurityPolicy } from '../securityHeaders.ts';
import { sendEncoded, sendPage } from './assets.ts';
import { languageOf } from './pageSettings.ts';
import { html } from './shared/html.ts';
import type { WebFiles } from './webFiles.ts';

const FILE = new URL('vendor/webchat-4.18.1.js.br', import.meta.url);
const decompressed = promisify(brotliDecompress);

/** A page for developers: the unmodified botframework-webchat, which stays a client of this server. */
export class WebChatPage {
  readonly #config: Config;
  readonly #files: WebFiles;
  #script: Promise<Buffer> | undefined;

  constructor(parts: { readonly config: Config; readonly files: WebFiles }) {
    this.#config = parts.config;
    this.#files = parts.files;
  }

  /** GET /dev/webchat?lang=es. Web Chat makes styles at run time: a nonce allows them on this page only. */
  async page(req: Request, res: Response): Promise<void> {
    const nonce = randomBytes(18).toString('base64url');
    const language = languageOf(new URLSearchParams(req.getQuery()).get('lang')) ?? 'en';
    const hash = createHash('sha256')
      .update(await this.#read())
      .digest('base64url')
      .slice(0, 12);
    const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Web Chat</title>
<link rel="icon" href="${await this.#files.address('icon.svg')}" type="image/svg+xml">
<style nonce="${nonce}">html, body, main { height: 100%; margin: 0 }</style>
<script nonce="${nonce}" defer src="/dev/webchat/${hash}.js"></script>
<script type="module" src="${await this.#files.address('webChatPage.js')}"></script>
</head>
<body><main></main></body>
</html>`;
    res.setHeader('Content-Security-Policy', webChatPolicy(this.#config, nonce));
    await sendPage(req, res, page.markup);
  }

  /** GET /dev/webchat/:hash.js: compressed as it lies on disk. */
  async script(req: Request, res: Response): Promise<void> {
    const br = await this.#read();
    const takesBrotli = /\bbr\b/.test(String(req.headers['accept-encoding'] ?? ''));
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    const identity = takesBrotli ? br : await decompressed(br);
    sendEncoded(req, res, 'text/javascript; charset=utf-8', { identity, ...(takesBrotli && { br }) });
  }

  #read(): Promise<Buffer> {
    this.#script ??= readFile(FILE);
    return this.#script;
  }
}

function webChatPolicy(config: Config, nonce: string): string {
  return contentSecurityPolicy(config)
    .replace("style-src 'self'", `style-src 'nonce-${nonce}'`)
    .replace("img-src 'self' data:", "img-src 'self' data: blob:")
    .replace("font-src 'self'", "font-src 'self' data:")
    .replace("connect-src 'self'", "connect-src 'self' blob: data:")
    .concat('; worker-src blob:');
}
