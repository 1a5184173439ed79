// Runs a command of this project on a bare clone: installs what package-lock.json names, then starts
// the Node.js that came with it. Plain JavaScript on purpose: any Node.js from 18 on can read this file.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';

/** True when node_modules is missing or older than the lockfile. */
function needsInstall() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

function install() {
  console.error('Installing the dependencies, once (about a minute) ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    shell: windows,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    console.error('The installation failed: read the lines above, check the network, then run the same command again.');
    process.exit(status ?? 1);
  }
}

/** The Node.js to run: this one when it is new enough, else the platform package from node_modules. */
function nodeBinary() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const require = createRequire(join(root, 'package.json'));
  const name = windows ? 'node.exe' : 'node';
  for (const prefix of ['node', 'node-bin']) {
    try {
      const manifest = require.resolve(
        `${prefix}-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}/package.json`,
      );
      return join(dirname(manifest), 'bin', name);
    } catch {
      // Not this package: the other prefix, or none for this platform.
    }
  }
  console.error(
    `Attune needs Node.js 24 or newer; this is ${process.version}, and there is no packaged one for ${process.platform}-${process.arch}. ` +
      'Install Node.js 24, then run the same command again.',
  );
  process.exit(1);
}

if (needsInstall()) install();
const child = spawn(nodeBinary(), process.argv.slice(2), { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
