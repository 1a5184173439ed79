import type { z } from 'zod';

/** One thing that is wrong in the content: which file, where in it, and what to do. */
export interface Problem {
  readonly file: string;
  readonly path: string;
  readonly message: string;
  /** True when nothing is wrong yet: it is told, and stops nothing. */
  readonly warning?: boolean;
}

/** Thrown with every problem of the content, or of what is written about it, at once, a line each. */
export class ContentError extends Error {
  readonly problems: readonly Problem[];

  /** `subject` is what has the problems. */
  constructor(problems: readonly Problem[], subject = 'The content has') {
    super(`${subject} ${problems.length} problem(s):\n${problems.map((p) => `  ${describe(p)}`).join('\n')}`);
    this.name = 'ContentError';
    this.problems = problems;
  }
}

export function describe(problem: Problem): string {
  return `${problem.file}: ${problem.path ? `${problem.path}: ` : ''}${problem.message}`;
}

/** The issues of a schema as problems of this file. A name that may not be one says why. */
export function schemaProblems(file: string, error: z.ZodError): Problem[] {
  return error.issues.map((issue) => {
    const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return { file, path: issue.path.join('.'), message };
  });
}
