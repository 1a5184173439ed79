import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, configSchema, environment, readConfig } from '../src/config.ts';

let folder: string;
const before = { ...process.env };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-config-'));
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const problemsOf = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
};

describe('a setting that stands in a file', () => {
  it('is read from there, without the line end', () => {
    process.env.TOKEN_SECRET_FILE = file('token', `${'s'.repeat(40)}\n`);
    expect(readConfig(environment()).TOKEN_SECRET).toBe('s'.repeat(40));
  });

  it('is named when the file is not there, or the setting is given twice', () => {
    process.env.DATABASE_URL_FILE = join(folder, 'absent');
    process.env.METRICS_TOKEN_FILE = file('metrics', 'm'.repeat(20));
    process.env.METRICS_TOKEN = 'n'.repeat(20);
    const problems = problemsOf(() => environment());
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('DATABASE_URL_FILE: ');
    expect(problems[0]).toContain('ENOENT');
    expect(problems[1]).toContain('METRICS_TOKEN: is given twice');
  });

  it('never shows in an error what the file holds', () => {
    process.env.TOKEN_SECRET_FILE = file('short', 'a planted secret');
    expect(problemsOf(() => readConfig(environment()))).toEqual(['TOKEN_SECRET: must have at least 32 characters']);
  });
});

describe('.env.example', () => {
  const example = readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8');

  it('has every setting, in the order of src/config.ts', () => {
    expect([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)).toEqual(Object.keys(configSchema.shape));
  });

  it('has the defaults of src/config.ts', () => {
    const values = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(readConfig(values)).toEqual(readConfig({}));
  });
});
