import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TargetName, TargetReport } from '../commands/benchTarget.ts';

const TARGET = fileURLToPath(new URL('../commands/benchTarget.ts', import.meta.url));

/** A server that is measured, in a process and a data folder of its own. */
export class TargetProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly port: number;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.port = port;
  }

  /** `settings` are those of .env.example. Its log goes to a file, as in a hospital. */
  static async start(name: TargetName, settings: Record<string, string> = {}): Promise<TargetProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'));
    const log = openSync(join(folder, 'log'), 'a');
    const child = fork(TARGET, [name], {
      env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '', ADDRESS_LIMIT: '0', ...settings },
      // As in npm start.
      execArgv: ['--expose-gc', '--max-semi-space-size=4'],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    const [report] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [TargetReport | number];
    if (typeof report !== 'object') throw new Error(`the server to measure did not start: see ${folder}/log`);
    return new TargetProcess(child, folder, report.port);
  }

  async report(): Promise<TargetReport> {
    const answer = once(this.#child, 'message');
    this.#child.send('report');
    const [report] = (await answer) as [TargetReport];
    return report;
  }

  /** Bytes of the process that lie in memory, after a collection. */
  async memory(): Promise<number> {
    return (await this.report()).memory;
  }

  /** Bytes of its SQLite database. */
  dataBytes(): number {
    return ['attune.sqlite', 'attune.sqlite-wal'].reduce(
      (sum, name) => sum + (statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
