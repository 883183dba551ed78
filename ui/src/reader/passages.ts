/** The passages of a captured page, in the document that shows the page. */

const ID = "clip-passage-";

export class Passages {
  readonly #elements: (Element | null)[];
  readonly #body: Element;

  constructor(document: Document, count: number) {
    this.#body = document.body;
    this.#elements = Array.from({ length: count }, (_, number) => document.getElementById(ID + number));
  }

  /** The element of a passage; null if the page does not show the passage. */
  element(number: number): Element | null {
    return this.#elements[number] ?? null;
  }

  text(number: number): string {
    return this.#elements[number]?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  }

  /** The first passage that contains the words, or their beginning; null if none does. */
  holding(words: string): number | null {
    const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
    const wanted = bare(words).slice(0, 80);
    const texts = this.#elements.map((_, number) => bare(this.text(number)));
    for (let length = wanted.length; length >= Math.min(12, wanted.length) && length > 0; length = length > 12 ? Math.max(12, length >> 1) : 0) {
      const found = texts.findIndex((text) => text.includes(wanted.slice(0, length)));
      if (found >= 0) return found;
    }
    return null;
  }

  /** The passage that contains a node. */
  at(node: Node | null): number | null {
    const element = node instanceof Element || node?.nodeType === 1 ? (node as Element) : (node?.parentElement ?? null);
    const found = element?.closest(`[id^="${ID}"]`);
    const number = found ? Number(found.id.slice(ID.length)) : NaN;
    return Number.isInteger(number) && this.#elements[number] === found ? number : null;
  }

  /** The passages in an element. */
  inside(element: Element): number[] {
    const found: number[] = [];
    this.#elements.forEach((passage, number) => {
      if (passage && element.contains(passage)) found.push(number);
    });
    return found;
  }

  /** The elements around a passage, from its own outwards. Each contains more passages than the one before. */
  around(number: number): Element[] {
    const found: Element[] = [];
    let held = 0;
    for (let element = this.element(number); element; element = element === this.#body ? null : element.parentElement) {
      const holds = this.inside(element).length;
      if (holds > held) found.push(element);
      held = Math.max(held, holds);
    }
    return found;
  }

  /** The next or previous passage that is shown. */
  next(number: number | null, forward: boolean): number | null {
    const step = forward ? 1 : -1;
    let at = number === null ? (forward ? 0 : this.#elements.length - 1) : number + step;
    while (at >= 0 && at < this.#elements.length && !this.#elements[at]) at += step;
    return this.#elements[at] ? at : number;
  }
}
