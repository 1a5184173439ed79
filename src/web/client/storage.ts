/**
 * What the browser keeps for this page, as JSON. Where it keeps nothing (private windows, blocked storage), all works
 * until the page is closed. Names say nothing about what the page is for.
 */
export class Storage {
  readonly #memory = new Map<string, string>();

  get<T>(name: string): T | undefined {
    try {
      const text = this.#read(name);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    } catch {
      return undefined;
    }
  }

  set(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#memory.set(name, text);
    try {
      localStorage.setItem(`chat.${name}`, text);
    } catch {
      // It stays in memory.
    }
  }

  remove(name: string): void {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(`chat.${name}`);
    } catch {
      // There was none.
    }
  }

  /** Forgets everything, settings too. */
  clear(): void {
    this.#memory.clear();
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith('chat.')) localStorage.removeItem(key);
    } catch {
      // There was nothing.
    }
  }

  /** Calls `listener` when another tab changes this. */
  watch(name: string, listener: () => void): void {
    addEventListener('storage', (event) => {
      if (event.key !== `chat.${name}` && event.key !== null) return;
      if (event.newValue === null) this.#memory.delete(name);
      listener();
    });
  }

  #read(name: string): string | undefined {
    try {
      return localStorage.getItem(`chat.${name}`) ?? undefined;
    } catch {
      return this.#memory.get(name);
    }
  }
}
