import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Problem } from '../content/problems.ts';
import { testFinder } from '../safetyCase/namedTests.ts';
import type { Document } from './documents.ts';

/** Where a link of a document leads. */
export type Target =
  | { readonly kind: 'page'; readonly page: string; readonly anchor: string }
  /** A picture, which is copied beside the pages. */
  | { readonly kind: 'picture'; readonly file: string; readonly page: string }
  /** Any other file or folder of the project, which gets a page of its own. */
  | { readonly kind: 'source'; readonly file: string; readonly page: string }
  | { readonly kind: 'outside' | 'notYet' }
  | { readonly kind: 'dead'; readonly message: string };

/** Knows where the links of all documents lead. */
export class Links {
  readonly #root: string;
  readonly #documents: ReadonlyMap<string, Document>;
  readonly #notYet: readonly string[];

  constructor(root: string, documents: readonly Document[], notYet: readonly string[]) {
    this.#root = root;
    this.#documents = new Map(documents.map((document) => [document.file, document]));
    this.#notYet = notYet;
  }

  resolve(from: Document, href: string): Target {
    if (/^(https?|mailto|tel|sms):/.test(href)) return { kind: 'outside' };
    const [path = '', anchor = ''] = decodeURI(href).split('#');
    const file = path === '' ? from.file : posix.join(posix.dirname(from.file), path).replace(/\/$/, '');
    const document = this.#documents.get(file) ?? this.#documents.get(`${file}/README.md`);
    if (document) {
      const known = anchor === '' || document.sections.some(({ id }) => id === anchor);
      return known
        ? { kind: 'page', page: document.page, anchor }
        : { kind: 'dead', message: `${document.file} has no heading "#${anchor}"` };
    }
    if (this.#notYet.includes(file)) return { kind: 'notYet' };
    if (file.startsWith('..') || !existsSync(join(this.#root, file))) {
      return { kind: 'dead', message: `${file} does not exist` };
    }
    return /^docs\/.*\.(png|svg)$/.test(file)
      ? { kind: 'picture', file, page: file.slice('docs/'.length) }
      : { kind: 'source', file, page: `source/${file}.html` };
  }

  /** Links and pictures that lead nowhere, named tests that are not there, and documents that are there by now. */
  problems(): Problem[] {
    const findTest = testFinder(this.#root);
    const found = [...this.#documents.values()].flatMap((document) => {
      const dead = linksOf(document).flatMap((href): Problem[] => {
        const target = this.resolve(document, href);
        return target.kind === 'dead' ? [{ file: document.file, path: `link ${href}`, message: target.message }] : [];
      });
      const unproved = testsNamedIn(document).flatMap((test): Problem[] => {
        const message = findTest(test);
        return message ? [{ file: document.file, path: 'test', message }] : [];
      });
      return [...dead, ...unproved];
    });
    const written = this.#notYet.filter((file) => existsSync(join(this.#root, file)));
    return [
      ...found,
      ...written.map((file) => ({
        file: 'src/docsSite/navigation.ts',
        path: 'NOT_YET',
        message: `${file} is written by now: take it from the list`,
      })),
    ];
  }
}

/** Every address that a document links or shows. */
export function linksOf({ tokens }: Document): string[] {
  return tokens.flatMap(({ children }) =>
    (children ?? []).flatMap((token) => {
      const href = token.type === 'link_open' ? token.attrGet('href') : token.type === 'image' && token.attrGet('src');
      return href ? [String(href)] : [];
    }),
  );
}

/** Tests that a document calls its proof: `test/screen.test.ts` or `test/screen.test.ts › its name`, as code. */
function testsNamedIn({ tokens }: Document): { file: string; name: string }[] {
  const codes = tokens.flatMap(({ children }) => (children ?? []).filter(({ type }) => type === 'code_inline'));
  return codes.flatMap(({ content }) => {
    const [, file, name] = /^(test\/(?:\w+\.test\.ts|stories\/\w+\.yaml))(?: › (.+))?$/s.exec(content) ?? [];
    return file ? [{ file, name: name ?? '' }] : [];
  });
}
