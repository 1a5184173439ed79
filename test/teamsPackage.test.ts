import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { type AppSettings, appPackage, teamsManifest, teamsTranslation } from '../src/channels/teams/appPackage.ts';
import { loadTeamsWords, wordsOf } from '../src/channels/teams/teamsWords.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { describeInBrowser, TestBrowser } from './browser.ts';

jest.setTimeout(30_000);

const ROOT = join(import.meta.dirname, '..');
const ICONS = join(ROOT, 'src/channels/teams/app');
const words = loadTeamsWords(CONTENT_FOLDER);
const settings: AppSettings = {
  botId: '11111111-2222-3333-4444-555555555555',
  version: '1.2.3',
  developer: "St Example's Hospital",
  websiteUrl: 'https://chat.example.org',
  privacyUrl: 'https://chat.example.org/privacy',
  termsUrl: 'https://chat.example.org/terms',
};

/** The published schema, of the npm package @microsoft/app-manifest 1.1.2 (MIT). */
function publishedSchema(name: string) {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'schemas', `${name}.json`), 'utf8'));
  const at = (ref: string) =>
    ref
      .slice(2)
      .split('/')
      .reduce((node, key) => node[key], schema);
  // zod follows references to definitions only, and takes what has a default for optional.
  const plain = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(plain);
    if (typeof node !== 'object' || node === null) return node;
    if ('$ref' in node && String(node.$ref).startsWith('#/properties/')) return plain(at(String(node.$ref)));
    const kept = Object.entries(node).filter(([key, value]) => key !== 'default' || typeof value === 'object');
    return Object.fromEntries(kept.map(([key, value]) => [key, plain(value)]));
  };
  return z.fromJSONSchema(plain(schema) as Parameters<typeof z.fromJSONSchema>[0]);
}

const problems = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the manifest', () => {
  const schema = publishedSchema('teamsManifest-1.25');
  // biome-ignore lint/suspicious/noExplicitAny: tests break it in ways that no type has
  const manifest = (): any => structuredClone(teamsManifest(settings, words));

  it('is what the published schema wants', () => {
    expect(problems(schema, manifest())).toEqual([]);
    expect(manifest().bots[0].scopes).toEqual(['personal', 'groupChat', 'team']);
  });

  it('asks for no permission', () => {
    expect(Object.keys(manifest())).not.toEqual(
      expect.arrayContaining(['permissions', 'authorization', 'webApplicationInfo', 'devicePermissions']),
    );
  });

  it('asks to read the channels of a team only when it is told to', () => {
    const reading = teamsManifest({ ...settings, readsChannels: true }, words);
    expect(problems(schema, reading)).toEqual([]);
    expect(reading).toMatchObject({
      webApplicationInfo: { id: settings.botId },
      authorization: {
        permissions: { resourceSpecific: [{ name: 'ChannelMessage.Read.Group', type: 'Application' }] },
      },
    });
  });

  it.each<[string, (broken: ReturnType<typeof manifest>) => void]>([
    ['nope', (broken) => Object.assign(broken, { nope: 1 })],
    ['bots.0.botId', (broken) => delete broken.bots[0].botId],
    ['bots.0.scopes.0', (broken) => broken.bots[0].scopes.splice(0, 1, 'everyone')],
    ['description.short', (broken) => Object.assign(broken.description, { short: 'x'.repeat(81) })],
    ['manifestVersion', (broken) => Object.assign(broken, { manifestVersion: '1.24' })],
    ['localizationInfo.defaultLanguageTag', (broken) => delete broken.localizationInfo.defaultLanguageTag],
    ['icons', (broken) => delete broken.icons],
  ])('is checked: %s', (where, breakIt) => {
    const broken = manifest();
    breakIt(broken);
    expect(problems(schema, broken).join()).toContain(where);
  });

  it('has its words in Spanish, for the same commands', () => {
    const translation = teamsTranslation(wordsOf(words, 'es'));
    expect(problems(publishedSchema('teamsLocalization-1.25'), translation)).toEqual([]);
    expect(wordsOf(words, 'es').commands.length).toBe(wordsOf(words, 'en').commands.length);
  });
});

describe('the zip file', () => {
  it('has the manifest, the translations and the icons', () => {
    const files = unzip(appPackage(settings, words));
    expect([...files.keys()]).toEqual(['manifest.json', 'es.json', 'color.png', 'outline.png']);
    const text = (name: string) => JSON.parse(files.get(name)?.toString('utf8') ?? '');
    expect(text('manifest.json')).toEqual(teamsManifest(settings, words));
    expect(text('es.json')).toEqual(teamsTranslation(wordsOf(words, 'es')));
    expect(files.get('color.png')).toEqual(readFileSync(join(ICONS, 'color.png')));
  });

  it('is the same for the same settings', () => {
    expect(appPackage(settings, words)).toEqual(appPackage(settings, words));
  });

  it('is read by other programs', () => {
    const { status, error } = spawnSync('python3', ['-c', ''], { stdio: 'ignore' });
    if (error || status !== 0) {
      console.warn('Not read by another program: there is no python3.');
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'attune-zip-'));
    writeFileSync(join(folder, 'a.zip'), appPackage(settings, words));
    const tested = spawnSync('python3', ['-m', 'zipfile', '-t', join(folder, 'a.zip')], { encoding: 'utf8' });
    expect(tested).toMatchObject({ status: 0, stdout: 'Done testing\n' });
    rmSync(folder, { recursive: true });
  });
});

describe('the icons', () => {
  it('are as large as Teams wants them', () => {
    expect(readPng(join(ICONS, 'color.png'))).toMatchObject({ width: 192, height: 192 });
    expect(readPng(join(ICONS, 'outline.png'))).toMatchObject({ width: 32, height: 32 });
  });

  it('of the outline are white on nothing', () => {
    const { pixels } = readPng(join(ICONS, 'outline.png'));
    const visible = pixels.filter(([, , , alpha]) => alpha > 0);
    expect(visible.length).toBeGreaterThan(100);
    expect(visible.length).toBeLessThan(pixels.length / 2);
    expect(visible.every(([red, green, blue]) => red > 250 && green > 250 && blue > 250)).toBe(true);
  });
});

describeInBrowser('the icons in Chromium', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());

  it.each([
    ['color', 192],
    ['outline', 32],
  ])('%s.png is a picture of its SVG; PICTURES=true makes it anew', async (name, size) => {
    const { page } = await browser.visit({ viewport: { width: size, height: size } });
    const svg = readFileSync(join(ICONS, `${name}.svg`), 'utf8');
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    const drawn = join(mkdtempSync(join(tmpdir(), 'attune-icon-')), 'drawn.png');
    await page.screenshot({ path: drawn, omitBackground: true });
    const kept = join(ICONS, `${name}.png`);
    if (process.env.PICTURES === 'true') writeFileSync(kept, readFileSync(drawn));
    // Another Chromium may smooth edges in another way.
    const [a, b] = [readPng(drawn).pixels, readPng(kept).pixels];
    const differ = a.filter((pixel, i) => pixel.some((value, j) => Math.abs(value - (b[i]?.[j] ?? 0)) > 64));
    expect(differ.length).toBeLessThan(a.length / 50);
  });
});

describe('npm run teams:package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-package-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const good = { MICROSOFT_APP_ID: settings.botId, PUBLIC_URL: 'https://chat.example.org' };
  const run = (env: Record<string, string>, ...options: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'src/commands/teamsPackage.ts'), ...options], {
      cwd: folder,
      env: { PATH: process.env.PATH, DATA_DIR: folder, ...env },
      encoding: 'utf8',
    });

  it('writes the file and says where', () => {
    const { status, stdout } = run(good, '--developer', "St Example's Hospital");
    const file = join(folder, 'attune-teams.zip');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(file) });
    const manifest = JSON.parse(unzip(readFileSync(file)).get('manifest.json')?.toString() ?? '');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      id: settings.botId,
      version,
      developer: { name: "St Example's Hospital", privacyUrl: 'https://chat.example.org' },
    });
  });

  it.each([
    ['nothing is set', {}, [], ['MICROSOFT_APP_ID: is needed', 'PUBLIC_URL: must be the https address']],
    ['the id is none', { ...good, MICROSOFT_APP_ID: 'x' }, [], ['MICROSOFT_APP_ID: must be an id']],
    [
      'the address is not encrypted',
      { ...good, PUBLIC_URL: 'http://a.example' },
      [],
      ['PUBLIC_URL: must be the https'],
    ],
    ['a page is none', good, ['--privacy', 'x', '--terms', 'ftp://a'], ['--privacy: must be', '--terms: must be']],
    ['the name is long', good, ['--developer', 'x'.repeat(33)], ['--developer: is longer than 32']],
    ['an option is unknown', good, ['--nope'], ["Unknown option '--nope'"]],
  ])('says what is wrong when %s', (_name, env, options, sentences) => {
    const { status, stderr, stdout } = run(env, ...options, '--out', join(folder, 'never.zip'));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    for (const sentence of sentences) expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(folder, 'never.zip'))).toBe(false);
  });
});

/** The files of a zip file, through its directory. Throws when a checksum is wrong. */
function unzip(file: Buffer): Map<string, Buffer> {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < file.readUInt16LE(end + 10); i += 1) {
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const content = inflateRawSync(file.subarray(start, start + file.readUInt32LE(at + 20)));
    if (crc32(content) !== file.readUInt32LE(at + 16)) throw new Error(`${name} is damaged`);
    files.set(name, content);
    at += 46 + nameLength;
  }
  return files;
}

type Pixel = [number, number, number, number];

/** The picture of a PNG file with 8 bits a channel, RGB or RGBA, not interlaced. */
function readPng(path: string): { width: number; height: number; pixels: Pixel[] } {
  const file = readFileSync(path);
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
    }
  }
  const [width, height, channels] = [file.readUInt32BE(16), file.readUInt32BE(20), file[25] === 6 ? 4 : 3];
  const raw = inflateSync(Buffer.concat(data));
  const row = width * channels;
  const out = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x += 1) {
      const left = x >= channels ? (out[y * row + x - channels] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * row + x] ?? 0) : 0;
      const corner = y > 0 && x >= channels ? (out[(y - 1) * row + x - channels] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter] ?? 0;
      out[y * row + x] = (raw[y * (row + 1) + 1 + x] ?? 0) + guess;
    }
  }
  const pixels = Array.from({ length: width * height }, (_, i): Pixel => {
    const [red = 0, green = 0, blue = 0, alpha = 255] = out.subarray(i * channels, (i + 1) * channels);
    return [red, green, blue, alpha];
  });
  return { width, height, pixels };
}

/** Paeth's predictor, as PNG has it. */
function nearest(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(estimate - value)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
