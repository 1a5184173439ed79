import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { CODE_FACTS } from '../src/commands/codeFacts.ts';
import { type CheckOptions, checkFolder } from '../src/content/check.ts';
import { CONTENT_FOLDER } from '../src/content/folder.ts';
import { describe as told } from '../src/content/problems.ts';

/** The day on which the help lines were checked: tests do not grow old with them. */
export const TODAY = '2026-11-23';

/** Topics that are left out: what is missing because of them is told before a test begins, and counts for nothing. */
const LEFT_OUT = ['bonding', 'bonding-tips', 'chat', 'crying', 'crisis-baby', 'crisis-home', 'crisis-psychosis'];
const LARGE = /^(utterances|contrast|rules)\./;

/** A copy of some of the content that a test may break: without utterances, and with two translations. */
export class ContentCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'attune-content-'));
  readonly #before = new Map<string, string | undefined>();

  constructor(leftOut: readonly string[] = LEFT_OUT) {
    const isNeeded = (path: string) => {
      const [file, folder] = [basename(path), basename(dirname(path))];
      if (LARGE.test(file) || leftOut.includes(file)) return false;
      return file !== 'topic.es.yaml' || ['about', 'other'].includes(folder);
    };
    cpSync(CONTENT_FOLDER, this.folder, { recursive: true, filter: isNeeded });
  }

  /** Sets one place of a YAML file; `undefined` deletes it. */
  set(file: string, path: readonly (string | number)[], value: unknown): void {
    const document = parseDocument(this.text(file));
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
    this.write(file, document.toString({ lineWidth: 0 }));
  }

  text(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, text: string | undefined): void {
    const path = join(this.folder, file);
    if (!this.#before.has(file)) this.#before.set(file, textOf(path));
    if (text === undefined) rmSync(path, { force: true });
    else writeFileSync(path, text);
  }

  /** Takes back everything that was written. */
  restore(): void {
    for (const [file, text] of this.#before) this.write(file, text);
    this.#before.clear();
  }

  check(options: Partial<CheckOptions> = {}) {
    return checkFolder(this.folder, { code: CODE_FACTS, today: TODAY, ...options });
  }

  /** Problems as they are told, a line each. */
  problems(options: Partial<CheckOptions> = {}): string[] {
    return this.check(options).problems.map(told);
  }

  delete(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
