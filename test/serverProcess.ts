import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');

/** The whole server as a process of its own, which can be killed. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** `settings` are those of .env.example; `log` is the file of its standard error, `main` another copy of the server. */
  static async start(
    folder: string,
    settings: Record<string, string> = {},
    log = join(folder, 'log'),
    main = MAIN,
  ): Promise<ServerProcess> {
    const env = {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      PORT: '0',
      ADDRESS_LIMIT: '0',
      LOG_LEVEL: 'warn',
      ...settings,
    };
    const child = spawn(process.execPath, [main], { env, cwd: folder, stdio: ['ignore', 'pipe', openSync(log, 'a')] });
    let out = '';
    child.stdout?.on('data', (data) => {
      out += data;
    });
    while (!out.includes('\n')) {
      const [event] = (await Promise.race([once(child.stdout as never, 'data'), once(child, 'exit')])) as unknown[];
      if (typeof event === 'number' || event === null) throw new Error(`the server ended with ${event}: see ${log}`);
    }
    return new ServerProcess(child, Number(new URL(out.slice(out.indexOf('http'))).port));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** SIGKILL: no time to finish anything. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
