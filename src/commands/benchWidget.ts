import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { measureWidget, openChromium, PROFILES, SUBJECTS } from '../bench/widget.ts';
import { runCommand } from './runCommand.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const LIGHTHOUSE = 'node_modules/.bin/lighthouse';
const RUNS = 3;

/** Starts the server as a parent's browser meets it. Resolves with its address. */
function startServer(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const env = { ...process.env, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const server = spawn(process.execPath, ['src/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error('The server did not start.')));
    server.stdout?.on('data', (line: Buffer) => {
      const url = /http\S+[^/\s]/.exec(line.toString())?.[0];
      if (url) resolve({ server, url });
    });
  });
}

/** What the button, and the chat with all its files, weigh. */
async function printSizes(url: string): Promise<void> {
  const fetched = async (path: string) => Buffer.from(await (await fetch(url + path)).arrayBuffer());
  const gzipped = async (path: string) => gzipSync(await fetched(path), { level: 9 }).length;
  const page = (await fetched('/chat')).toString();
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
  let chat = gzipSync(page, { level: 9 }).length;
  for (const path of files) chat += await gzipped(path);
  console.log(`launcher            ${kilobytes(await gzipped('/embed.js'))} gzipped (at most 4 kB)`);
  console.log(`chat, all files     ${kilobytes(chat)} gzipped (at most 40 kB)`);
  const dev = (await fetched('/dev/webchat')).toString();
  const webChat = /src="(\/dev\/webchat\/[^"]+)"/.exec(dev)?.[1] ?? '';
  console.log(`Web Chat            ${kilobytes(await gzipped(webChat))} gzipped`);
}

async function printSpeeds(url: string): Promise<void> {
  const browser = await openChromium(CHROMIUM);
  console.log('\npage         profile                   usable ms   transferred     heap');
  for (const profile of PROFILES) {
    for (const subject of SUBJECTS) {
      const { usable, transferred, heap } = await measureWidget(browser, url, subject, profile, RUNS);
      const figures = [
        usable.toFixed(0).padStart(9),
        kilobytes(transferred).padStart(13),
        kilobytes(heap).padStart(12),
      ];
      console.log(`${subject.name.padEnd(12)} ${profile.name.padEnd(24)} ${figures.join('')}`);
    }
  }
  await browser.close();
}

/** Lighthouse's own phone: Moto G Power, slow 4G. It is no dependency: `npm install --no-save lighthouse`. */
async function printLighthouse(url: string, folder: string): Promise<void> {
  if (!existsSync(LIGHTHOUSE)) {
    console.log('\nLighthouse is not installed: npm install --no-save lighthouse, then run this again.');
    return;
  }
  console.log('\nLighthouse   performance accessibility');
  for (const { name, path } of SUBJECTS) {
    const report = join(folder, 'lighthouse.json');
    const flags = [
      '--quiet',
      '--output=json',
      `--output-path=${report}`,
      '--only-categories=performance,accessibility',
    ];
    const args = [LIGHTHOUSE, url + path, ...flags, '--chrome-flags=--headless --no-sandbox --disable-gpu'];
    const run = spawn(process.execPath, args, { env: { ...process.env, CHROME_PATH: CHROMIUM }, stdio: 'ignore' });
    await new Promise((resolve) => run.once('exit', resolve));
    const { categories } = JSON.parse(readFileSync(report, 'utf8')) as {
      categories: Record<'performance' | 'accessibility', { score: number }>;
    };
    const scores = [categories.performance, categories.accessibility].map(({ score }) => (score * 100).toFixed(0));
    console.log(`${name.padEnd(12)} ${scores.map((score) => score.padStart(11)).join(' ')}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

await runCommand(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`There is no ${CHROMIUM}: install Chromium, or name it in CHROMIUM.`);
  const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'));
  const { server, url } = await startServer(folder);
  server.removeAllListeners('exit');
  try {
    await printSizes(url);
    await printSpeeds(url);
    await printLighthouse(url, folder);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
