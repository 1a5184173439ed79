import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import { inTrace, traceHeader, traceOf } from './trace.ts';

/** A refusal that the caller reads: a status, a code of the Direct Line kind, and a sentence that says what to do. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
  }

  /** The body of the answer, in the shape that Direct Line clients know. */
  body(): { error: { code: string; message: string } } {
    return { error: { code: this.code, message: this.message } };
  }
}

export type Handler = (req: Request, res: Response) => Promise<void>;

/**
 * A handler whose errors become JSON, and whose log lines carry the trace of the request. What broke inside goes to the
 * log, never to the caller.
 */
export function answering(handler: Handler, log: Logger): Handler {
  const handle: Handler = async (req, res) => {
    try {
      await handler(req, res);
    } catch (error) {
      if (!(error instanceof HttpProblem)) {
        log.error({ err: error, method: req.method, route: req.getRoute().path }, 'a request failed');
      }
      if (res.headersSent) return;
      const problem = error instanceof HttpProblem ? error : serverError();
      res.send(problem.status, problem.body());
    }
  };
  // restify takes handlers of two arguments only when they are async.
  return async (req, res) => {
    const trace = traceOf(req);
    res.setHeader('traceparent', traceHeader(trace));
    return inTrace(trace, () => handle(req, res));
  };
}

function serverError(): HttpProblem {
  return new HttpProblem(500, 'ServerError', 'Something went wrong on our side: try again.');
}
