import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { configSchema, readConfig } from '../src/config.ts';
import { DirectLineCaller } from './directLineCaller.ts';
import { ServerProcess } from './serverProcess.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const defaults = readConfig({});
const SETTINGS = new Set(Object.keys(configSchema.shape).flatMap((name) => [name, `${name}_FILE`]));

const dockerfile = DockerfileParser.parse(read('Dockerfile'));
const stages = dockerfile.getFROMs();
const startOfLast = stages.at(-1)?.getRange().start.line ?? 0;
/** The instructions of the stage that becomes the image, with their words. */
const image = dockerfile
  .getInstructions()
  .filter((instruction) => instruction.getRange().start.line > startOfLast)
  .map((instruction) => ({
    keyword: instruction.getKeyword(),
    words: instruction.getArguments().map((argument) => argument.getValue()),
    text: instruction.getArgumentsContent() ?? '',
  }));
const only = (keyword: string) => image.filter((instruction) => instruction.keyword === keyword);
const variables = Object.fromEntries(only('ENV').flatMap(({ words }) => words.map((word) => word.split('='))));
/** What is copied from the project: sources, and where they go. */
const copies = dockerfile
  .getCOPYs()
  .filter((copy) => !copy.getFromFlag())
  .map((copy) => ({ line: copy.getRange().start.line, words: copy.getArguments().map((word) => word.getValue()) }))
  .map(({ line, words }) => ({ line, sources: words.slice(0, -1), target: words.at(-1) ?? '' }));
const commandOf = (keyword: string): string[] => JSON.parse(/\[.*\]/s.exec(only(keyword)[0]?.text ?? '')?.[0] ?? '[]');

describe('the Dockerfile', () => {
  it('has no fault that a linter knows', () => {
    expect(validate(read('Dockerfile')).map(({ message }) => message)).toEqual([]);
  });

  it('runs as an account that a cluster can see is not root', () => {
    expect(only('USER').map(({ text }) => text)).toEqual(['1000:1000']);
  });

  it('sets settings that there are, and opens the port of the server', () => {
    expect(Object.keys(variables).filter((name) => !SETTINGS.has(name))).toEqual(['NODE_ENV']);
    expect(only('EXPOSE')[0]?.text).toBe(String(defaults.PORT));
    expect(variables.PORT).toBe(String(defaults.PORT));
    expect(only('VOLUME')[0]?.text).toBe(variables.DATA_DIR);
  });

  it('has the Node.js that the project asks for', () => {
    const wanted = /\d+/.exec(JSON.parse(read('package.json')).engines.node)?.[0];
    expect(new Set(stages.map((stage) => stage.getImage()))).toEqual(new Set([`node:${wanted}-slim`]));
  });

  it('starts the server as npm start does', () => {
    const { start } = JSON.parse(read('package.json')).scripts;
    expect(commandOf('CMD').join(' ')).toBe(start.replace('src/bootstrap.mjs ', ''));
  });

  it('takes nothing that .dockerignore keeps out', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = copies.flatMap((copy) => copy.sources);
    expect(sources).toContain('src');
    expect(allowed.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(sources.filter((path) => !allowed.includes(path))).toEqual([]);
    expect(read('.dockerignore')).toMatch(/^\*$/m);
  });
});

describe('what the image holds', () => {
  let folder: string;
  let app: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-image-'));
    app = join(folder, 'app');
    for (const { sources, target } of copies.filter(({ line }) => line > startOfLast)) {
      for (const source of sources) {
        cpSync(join(ROOT, source), join(app, target.endsWith('/') ? source : target), { recursive: true });
      }
    }
    linkProductionPackages(join(app, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is enough to serve conversations, and stays as it was', async () => {
    const before = filesIn(app);
    const data = join(folder, 'data');
    mkdirSync(data);
    const main = join(app, commandOf('CMD').at(-1) ?? '');
    const server = await ServerProcess.start(data, {}, join(folder, 'log'), main);
    try {
      const caller = new DirectLineCaller(`http://127.0.0.1:${server.port}`);
      const conversation = await caller.start();
      await caller.post(conversation, { type: 'message', text: 'I want to die' });
      const { activities } = await caller.poll(conversation);
      expect(JSON.stringify(activities)).toContain('crisis-self/act');
      expect(healthCheck(server.port)).toMatchObject({ status: 0, stderr: '' });
    } finally {
      await server.stop();
    }
    expect(healthCheck(server.port).status).toBe(1);
    expect(healthCheck(server.port).stderr).toContain('Attune does not answer: ');
    expect(filesIn(app)).toEqual(before);
  }, 60_000);

  const healthCheck = (port: number) =>
    spawnSync(process.execPath, commandOf('HEALTHCHECK').slice(1), {
      cwd: app,
      env: { PORT: String(port), HOST: '0.0.0.0' },
      encoding: 'utf8',
    });
});

/** Links to the packages that `npm ci --omit=dev` installs: an import of a development tool finds nothing. */
function linkProductionPackages(folder: string): void {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev }] of Object.entries(packages)) {
    const name = path.slice('node_modules/'.length);
    if (dev || name === '' || name.includes('node_modules/') || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(join(ROOT, path), join(folder, name));
  }
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name));

describe('compose.yaml', () => {
  const compose = parse(read('compose.yaml'));
  const { attune, database } = compose.services;

  it('sets settings that there are', () => {
    expect(Object.keys(attune.environment).filter((name) => !SETTINGS.has(name))).toEqual([]);
  });

  it('gives each secret to who reads it, from a folder that is never committed or sent to an image', () => {
    for (const service of [attune, database]) {
      const files = Object.entries<string>(service.environment).filter(([name]) => name.endsWith('_FILE'));
      expect(files.map(([, file]) => file)).toEqual(service.secrets.map((name: string) => `/run/secrets/${name}`));
      for (const name of service.secrets) expect(compose.secrets[name].file).toBe(`secrets/${name}`);
    }
    expect(read('.gitignore')).toMatch(/^\/secrets\/$/m);
    expect(read('.dockerignore')).not.toContain('!secrets');
  });

  it('opens the port of the server to this machine only, and keeps its data', () => {
    expect(attune.ports).toEqual([`127.0.0.1:${defaults.PORT}:${defaults.PORT}`]);
    expect(attune.volumes).toEqual([`attune-data:${variables.DATA_DIR}`]);
    expect(Object.keys(compose.volumes)).toEqual(['attune-data', 'database']);
  });

  it('waits for a database that answers, and starts both again', () => {
    expect(attune.depends_on.database.condition).toBe('service_healthy');
    expect(database.healthcheck.test).toContain('pg_isready');
    expect([attune.restart, database.restart]).toEqual(['unless-stopped', 'unless-stopped']);
  });

  it('has a server that cannot write, gain rights or be cut off in a turn', () => {
    expect(attune).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(Number.parseInt(attune.stop_grace_period, 10)).toBeGreaterThan(10);
  });
});
