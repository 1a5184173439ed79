import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { ContentError, type Problem, schemaProblems } from './problems.ts';
import { utterancesSchema } from './schema.ts';

/** Phrases by the name of what they mean. */
export type Phrases = ReadonlyMap<string, readonly string[]>;

/** What could be read, and what was wrong with the rest. */
export interface Read<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** All of it, or a ContentError. */
export function whole<T>({ value, problems }: Read<T>): T {
  if (problems.length > 0) throw new ContentError(problems);
  return value;
}

/** Folders of content/ that are no topics. */
const NOT_TOPICS = ['regions', 'interface', 'checks', 'sites'];

/** Reads the files of a content folder, and collects their problems so that all of them are told at once. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws when any file was wrong. */
  done(): void {
    if (this.problems.length > 0) throw new ContentError(this.problems);
  }

  folders(): string[] {
    return readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !NOT_TOPICS.includes(entry.name))
      .map((entry) => entry.name)
      .sort();
  }

  files(folder: string): string[] {
    const path = join(this.#folder, folder);
    return existsSync(path) ? readdirSync(path).sort() : [];
  }

  /** The phrases of a file, one a line; empty when it is absent. */
  phrases(file: string): Phrases {
    const blocks = Object.entries(this.read(file, utterancesSchema) ?? {});
    return new Map(
      blocks.map(([name, block]) => [
        name,
        block
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      ]),
    );
  }

  /** The file, parsed and checked; undefined when it is absent or wrong. */
  read<T extends z.ZodType>(file: string, schema: T): z.infer<T> | undefined {
    return this.readAt(join(this.#folder, file), `content/${file}`, schema);
  }

  /** The same for a file anywhere; `name` is what its problems call it. */
  readAt<T extends z.ZodType>(path: string, name: string, schema: T): z.infer<T> | undefined {
    if (!existsSync(path)) return undefined;
    const document = parseDocument(readFileSync(path, 'utf8'));
    if (document.errors.length > 0) {
      for (const error of document.errors) {
        const line = error.linePos?.[0].line;
        this.problems.push({
          file: name,
          path: line ? `line ${line}` : '',
          message: `is not valid YAML: ${error.message.split('\n')[0]}`,
        });
      }
      return undefined;
    }
    const result = schema.safeParse(document.toJS());
    if (result.success) return result.data;
    this.problems.push(...schemaProblems(name, result.error));
    return undefined;
  }
}
