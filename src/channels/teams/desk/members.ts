import type { Logger } from 'pino';
import type { StaffMember } from '../../../handoff/desk.ts';

/** How long a member is taken for one without asking again, in milliseconds: who leaves the team loses access then. */
const TRUSTED_MS = 3 * 60_000;
const MOST = 1000;

interface MembersParts {
  readonly log: Logger;
  /** Asks Teams. */
  readonly find: (id: string) => Promise<StaffMember | undefined>;
  readonly now?: () => number;
}

/** Who may take hand-offs: the members of the staff's channel. */
export class Members {
  readonly #parts: MembersParts;
  readonly #known = new Map<string, { readonly member: StaffMember; readonly until: number }>();

  constructor(parts: MembersParts) {
    this.#parts = parts;
  }

  /** The member of this id. Undefined for everybody else, and for everybody while Teams does not say. Never throws. */
  async find(id: string): Promise<StaffMember | undefined> {
    const now = (this.#parts.now ?? Date.now)();
    const known = this.#known.get(id);
    if (known && known.until > now) return known.member;
    this.#known.delete(id);
    const member = await this.#ask(id);
    if (member) this.#keep(member, now + TRUSTED_MS);
    return member;
  }

  async #ask(id: string): Promise<StaffMember | undefined> {
    try {
      return await this.#parts.find(id);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'Teams does not say who is a member of the desk: nobody is let in');
      return undefined;
    }
  }

  #keep(member: StaffMember, until: number): void {
    this.#known.set(member.id, { member, until });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }
}
