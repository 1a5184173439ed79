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

/** The page's scripts and styles: modules. The launcher is a classic script, as it stands on others' pages. */
const BUILDS: BuildOptions[] = [
  {
    entryPoints: [
      { in: path('client/main.ts'), out: 'chat' },
      { in: path('styles/chat.css'), out: 'chat' },
    ],
    format: 'esm',
  },
];

/**
 * Bundles the page's scripts and styles in memory, when the server starts: there is no build step to forget.
 * Throws for a mistake in a script.
 */
export async function bundle(): Promise<AssetFile[]> {
  const { build, stop } = await import('esbuild');
  const results = await Promise.all(BUILDS.map((options) => build({ ...SHARED, ...options })));
  await stop();
  return results.flatMap(({ outputFiles }) =>
    (outputFiles ?? []).map((file) => ({ name: file.path.slice(1), content: Buffer.from(file.contents) })),
  );
}
