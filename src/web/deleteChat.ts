import type { Request, Response } from 'restify';
import type { Tokens } from '../channels/directLine/tokens.ts';
import { HttpProblem } from '../httpProblem.ts';
import type { Store } from '../state/store.ts';

/** POST /chat/delete with the conversation's token: deletes it at once, its log and its state. */
export class DeleteChat {
  readonly #parts: { readonly store: Store; readonly tokens: Tokens };

  constructor(parts: { readonly store: Store; readonly tokens: Tokens }) {
    this.#parts = parts;
  }

  /** 204. An expired token still deletes its own conversation. Throws an HttpProblem (403). */
  async delete(req: Request, res: Response): Promise<void> {
    const token = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
    const check = this.#parts.tokens.check(token);
    if (check.kind === 'forged') {
      throw new HttpProblem(403, 'BadToken', 'The token is not valid: send that of the conversation to delete.');
    }
    const { conv, user } = check.claims;
    const conversation = await this.#parts.store.find(conv);
    if (conversation?.owner === user) await this.#parts.store.delete(conv);
    res.send(204);
  }
}
