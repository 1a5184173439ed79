import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import restify from 'restify';
import { ContentError } from '../content/problems.ts';
import { buildSite, documentProblems } from '../docsSite/buildSite.ts';
import { runCommand } from './runCommand.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * `npm run docs [-- --out=<folder>] [--serve] [--port=4000]`: builds the documentation as a website, by default into
 * docs-site/, and serves it on this machine. With `--check` it only looks for links and named tests that lead nowhere.
 */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'docs-site' },
      serve: { type: 'boolean', default: false },
      port: { type: 'string', default: '4000' },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.check) {
    const problems = documentProblems(ROOT);
    if (problems.length > 0) throw new ContentError(problems, 'The documentation has');
    return void console.log('every link and every named test of the documents leads somewhere');
  }
  const pages = await buildSite(ROOT, values.out);
  console.log(`${pages} pages: open ${resolve(values.out, 'index.html')}`);
  if (!values.serve) return;
  const server = restify.createServer({ name: 'documentation' });
  server.get('/*', restify.plugins.serveStatic({ directory: resolve(values.out), default: 'index.html' }));
  server.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ (end with Ctrl+C)`);
  });
});
