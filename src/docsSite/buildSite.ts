import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ContentError, type Problem } from '../content/problems.ts';
import { Html } from '../web/shared/html.ts';
import { readDocuments } from './documents.ts';
import { framed } from './frame.ts';
import { Links } from './links.ts';
import { NOT_YET } from './navigation.ts';
import { renderDocument } from './render.ts';
import { searchIndex } from './searchIndex.ts';
import { sourceBody } from './sourcePage.ts';

/** Only this website has a file of this name. */
const INDEX = 'search-index.js';

/** Everything in the documents that leads nowhere. */
export function documentProblems(root: string): Problem[] {
  return new Links(root, readDocuments(root), NOT_YET).problems();
}

/**
 * Builds the website of the project in `root` into `folder`, which is emptied first. Returns how many pages it has. Throws
 * a ContentError when a link leads nowhere, or the folder holds something else.
 */
export async function buildSite(root: string, folder: string): Promise<number> {
  const documents = readDocuments(root);
  const links = new Links(root, documents, NOT_YET);
  const problems = links.problems();
  if (problems.length > 0) throw new ContentError(problems, 'The documentation has');
  makeRoom(folder);
  const write = (page: string, text: string) => {
    mkdirSync(dirname(join(folder, page)), { recursive: true });
    writeFileSync(join(folder, page), text);
  };
  const pictures = new Map<string, string>();
  const sources = new Map<string, string>();
  for (const document of documents) {
    const body = renderDocument(document, links, (target) => {
      if (target.kind === 'picture') pictures.set(target.page, target.file);
      if (target.kind === 'source') sources.set(target.page, target.file);
    });
    write(document.page, framed({ ...document, body: new Html(body) }, documents));
  }
  for (const [page, file] of sources)
    write(page, framed({ page, title: file, body: sourceBody(root, file) }, documents));
  for (const [page, file] of pictures) {
    mkdirSync(dirname(join(folder, page)), { recursive: true });
    copyFileSync(join(root, file), join(folder, page));
  }
  write(INDEX, `globalThis.docsIndex=${searchIndex(documents)};\n`);
  write('search.js', await searchScript());
  copyFileSync(join(import.meta.dirname, 'site.css'), join(folder, 'site.css'));
  return documents.length + sources.size;
}

/** Threat: a mistyped --out that names a folder with something else in it. */
function makeRoom(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, INDEX))) {
    const message = 'holds something else than this website: name an empty folder, or a new one';
    throw new ContentError([{ file: folder, path: '', message }], 'The documentation has');
  }
  rmSync(folder, { recursive: true, force: true });
}

async function searchScript(): Promise<string> {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'client/search.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022'],
    write: false,
    logLevel: 'silent',
  });
  await esbuild.stop();
  return outputFiles[0]?.text ?? '';
}
