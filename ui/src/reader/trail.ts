/** The articles that were open, in order, for going back and forward as in a browser. */

/** Maximum number of articles kept; the oldest are dropped. */
const MOST = 100;

export class Trail {
  #ids: string[] = [];
  #at = -1;

  /** Called when an article was opened. Drops the articles ahead, unless this is the article that was stepped to. */
  visit(id: string): void {
    if (this.#ids[this.#at] === id) return;
    this.#ids = [...this.#ids.slice(0, this.#at + 1), id].slice(-MOST);
    this.#at = this.#ids.length - 1;
  }

  /** Steps back or forward and returns the id of that article; null if there is none. */
  step(forward: boolean): string | null {
    const id = this.#ids[this.#at + (forward ? 1 : -1)];
    if (id === undefined) return null;
    this.#at += forward ? 1 : -1;
    return id;
  }

  /** `true` if there is an article to step to. */
  has(forward: boolean): boolean {
    return this.#ids[this.#at + (forward ? 1 : -1)] !== undefined;
  }
}
