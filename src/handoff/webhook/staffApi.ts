import type { Request, Response } from 'restify';
import { z } from 'zod';
import { HttpProblem } from '../../httpProblem.ts';
import type { Limits } from '../../limits.ts';
import { parseObject, readStart } from '../../requestBody.ts';
import type { StaffMember } from '../desk.ts';
import type { StaffActions } from '../handoff.ts';
import { signatureProblem } from './signature.ts';

const MAX_BYTES = 64 * 1024;

const ACTIONS = ['take', 'message', 'typing', 'end', 'view'] as const;

const requestSchema = z.strictObject({
  /** The same as in the address, so that the signature covers them. */
  handoff: z.string().min(1).max(100),
  action: z.enum(ACTIONS),
  nurse: z.strictObject({ id: z.string().min(1).max(200), name: z.string().trim().min(1).max(100) }),
  /** With take: also when somebody else has it. */
  over: z.boolean().default(false),
  /** With message. */
  text: z.string().max(20_000).default(''),
});

type StaffRequest = z.infer<typeof requestSchema>;

interface StaffApiParts {
  readonly handoffs: StaffActions;
  readonly secret: string;
  readonly limits: Limits;
}

/** POST /handoffs/:id/:action: what the hospital's own program tells that a person of the staff does. */
export class StaffApi {
  readonly #parts: StaffApiParts;

  constructor(parts: StaffApiParts) {
    this.#parts = parts;
  }

  /**
   * 200 with the result. The same attune-id again changes nothing and is answered the same. Throws an HttpProblem: 401
   * for a wrong signature, 404 for an unknown hand-off, 409 when somebody else has it, 410 when it has ended.
   */
  async act(req: Request, res: Response): Promise<void> {
    if (!this.#parts.limits.mayAsk(req)) {
      res.setHeader('Retry-After', '20');
      throw new HttpProblem(429, 'TooManyRequests', 'Too many requests from this address: try again in a minute.');
    }
    const { start, bytes } = await readStart(req, MAX_BYTES);
    if (bytes > MAX_BYTES) {
      throw new HttpProblem(413, 'MessageSizeTooBig', `The body is too large: send at most ${MAX_BYTES} bytes.`);
    }
    const body = start.toString('utf8');
    const problem = signatureProblem(this.#parts.secret, req.headers, body);
    if (problem) throw new HttpProblem(401, 'BadSignature', problem);
    const request = readRequest(body, req.params as Record<string, string>);
    const result = await this.#do(request, request.nurse, String(req.headers['attune-id']));
    refuse(result, request.action);
    res.send(200, { result: result.kind, ...('summary' in result && { summary: result.summary }) });
  }

  async #do({ handoff, action, over, text }: StaffRequest, nurse: StaffMember, id: string) {
    const { handoffs } = this.#parts;
    switch (action) {
      case 'take':
        return handoffs.take(handoff, nurse, id, { over });
      case 'message':
        return handoffs.say(handoff, nurse, text, id);
      case 'typing':
        await handoffs.typing(handoff, nurse);
        return { kind: 'shown' as const };
      case 'end':
        return handoffs.end(handoff, nurse, id);
      case 'view':
        return handoffs.view(handoff, nurse, id);
    }
  }
}

/** Throws an HttpProblem (400) that says what is wrong, and quotes nothing. */
function readRequest(body: string, params: Readonly<Record<string, string>>): StaffRequest {
  const { success, data, error } = requestSchema.safeParse(parseObject(body));
  if (!success) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    throw new HttpProblem(400, 'BadArgument', problems.join('; '));
  }
  if (data.handoff !== params.handoffId || data.action !== params.action) {
    throw new HttpProblem(400, 'BadArgument', 'handoff and action must be those of the address.');
  }
  return data;
}

type Result = Awaited<ReturnType<StaffActions['take' | 'say' | 'end' | 'view']>> | { readonly kind: 'shown' };

/** Throws what the caller has to know when nothing was done. */
function refuse(result: Result, action: StaffRequest['action']): void {
  switch (result.kind) {
    case 'unknown':
      throw new HttpProblem(404, 'UnknownHandoff', 'There is no such hand-off, or the parent deleted the chat.');
    case 'alreadyTaken':
      throw new HttpProblem(409, 'AlreadyTaken', `${result.by.name} has taken it: send over: true to take it over.`);
    case 'notYours':
      throw new HttpProblem(409, 'NotYours', `${result.by ? `${result.by.name} has taken it` : 'Take it first'}.`);
    case 'empty':
      throw new HttpProblem(400, 'BadArgument', 'text is empty.');
    case 'ended':
      if (action !== 'end') throw new HttpProblem(410, 'Ended', 'The talk has ended: the parent can ask again.');
  }
}
