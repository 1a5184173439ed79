/** Runs the tasks of one id one after the other, in the order they came. Other ids do not wait. */
export class TurnQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(id: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id);
    const mine = before ? before.then(task, task) : task();
    this.#last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(id) === mine) this.#last.delete(id);
    }
  }

  /** Resolves when every task that was given until now has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }
}
