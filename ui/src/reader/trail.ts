/** The articles that were open, in order: for going back and forward, as in a browser. */

/** The most that are kept. */
const MOST = 100;

export class Trail {
  #ids: string[] = [];
  #at = -1;

  /** An article was opened. What was ahead of it is forgotten, unless it is the one that was gone to. */
  visit(id: string): void {
    if (this.#ids[this.#at] === id) return;
    this.#ids = [...this.#ids.slice(0, this.#at + 1), id].slice(-MOST);
    this.#at = this.#ids.length - 1;
  }

  /** Goes a step back or forward, and says to which article; null where there is none. */
  step(forward: boolean): string | null {
    const id = this.#ids[this.#at + (forward ? 1 : -1)];
    if (id === undefined) return null;
    this.#at += forward ? 1 : -1;
    return id;
  }

  /** Whether there is one to go to. */
  has(forward: boolean): boolean {
    return this.#ids[this.#at + (forward ? 1 : -1)] !== undefined;
  }
}
