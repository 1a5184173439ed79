import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import type { AssetFile } from './assets.ts';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const SHARED: BuildOptions = {
  bundle: true,
  minify: true,
  target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
  charset: 'utf8',
  legalComments: 'none',
  outdir: '/',
  write: false,
  logLevel: 'silent',
};

/** The page's scripts and styles are modules. The launcher and the worker are classic scripts. */
const BUILDS: BuildOptions[] = [
  {
    entryPoints: [
      { in: path('client/main.ts'), out: 'chat' },
      { in: path('styles/chat.css'), out: 'chat' },
      { in: path('demo/demo.css'), out: 'demo' },
      { in: path('client/webChatPage.ts'), out: 'webChatPage' },
    ],
    format: 'esm',
  },
  {
    entryPoints: [
      { in: path('client/embed.ts'), out: 'embed' },
      { in: path('client/serviceWorker.ts'), out: 'sw' },
    ],
    format: 'iife',
  },
];

let bundled: Promise<AssetFile[]> | undefined;

/**
 * Bundles the page's scripts and styles in memory, when the server starts: there is no build step to forget.
 * Once in a process, as they do not change. Throws for a mistake in a script.
 */
export function bundle(): Promise<AssetFile[]> {
  bundled ??= build();
  return bundled;
}

/** esbuild is loaded here only, and its process ends with the work. */
async function build(): Promise<AssetFile[]> {
  const esbuild = await import('esbuild');
  const results = await Promise.all(BUILDS.map((options) => esbuild.build({ ...SHARED, ...options })));
  await esbuild.stop();
  return results.flatMap(({ outputFiles }) =>
    (outputFiles ?? []).map((file) => ({ name: file.path.slice(1), content: Buffer.from(file.contents) })),
  );
}
