/** The text of an article as its frame shows it: converts DOM positions to code points and back. */

import { Units } from "./units";

/** A half-open range of code points. */
export interface Span {
  start: number;
  end: number;
}

/** `true` if `span` lies within `outer` or equals it. */
export function isWithin(span: Span, outer: Span): boolean {
  return outer.start <= span.start && span.end <= outer.end;
}

const SOFT_HYPHEN = "\u00AD";

/** The text nodes of an article and where each begins. The DOM is never changed. */
export class ArticleText {
  readonly units: Units;
  readonly #nodes: Text[] = [];
  /** UTF-16 offset in the DOM's text at which each text node begins. */
  readonly #starts: number[] = [];
  /** If the text is divided: for each inserted soft hyphen, the UTF-16 offset in the plain text of the unit after it.
   * Inserted soft hyphens do not count. */
  readonly #hyphens: number[] = [];

  /** `divided`: `true` if soft hyphens were inserted into the words (`VersionView.divided`). They are not part of the
   * text. */
  constructor(
    readonly root: HTMLElement,
    readonly divided = false,
  ) {
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let offset = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      this.#nodes.push(node as Text);
      this.#starts.push(offset);
      offset += (node as Text).length;
    }
    const words = root.textContent ?? "";
    this.units = new Units(this.plain(words));
    if (divided) for (let at = words.indexOf(SOFT_HYPHEN); at >= 0; at = words.indexOf(SOFT_HYPHEN, at + 1)) this.#hyphens.push(at - this.#hyphens.length);
  }

  /** Text of the DOM without the inserted soft hyphens. */
  plain(words: string): string {
    return this.divided ? words.replaceAll(SOFT_HYPHEN, "") : words;
  }

  /** Removes the inserted soft hyphens from `copy`, a copy of a part of the DOM, and returns it. */
  plainCopy<E extends Element>(copy: E): E {
    const walker = copy.ownerDocument.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (this.divided && walker.nextNode()) (walker.currentNode as Text).data = this.plain((walker.currentNode as Text).data);
    return copy;
  }

  get length(): number {
    return this.units.length;
  }

  /** The text of a span. */
  slice(span: Span): string {
    return this.units.text.slice(this.units.toUtf16(span.start), this.units.toUtf16(span.end));
  }

  /** The DOM range of a span; null if the span is empty or lies outside the text. */
  range(span: Span): Range | null {
    if (span.start >= span.end || span.end > this.length) return null;
    const start = this.#place(this.units.toUtf16(span.start), false);
    const end = this.#place(this.units.toUtf16(span.end), true);
    if (!start || !end) return null;
    const range = this.root.ownerDocument.createRange();
    range.setStart(...start);
    range.setEnd(...end);
    return range;
  }

  /** The span of a DOM range, without white space at its ends; null if nothing is left. */
  span(range: Range): Span | null {
    let start = this.#offset(range.startContainer, range.startOffset);
    let end = this.#offset(range.endContainer, range.endOffset);
    const text = this.units.text;
    while (start < end && /\s/.test(text[start] ?? "")) start += 1;
    while (end > start && /\s/.test(text[end - 1] ?? "")) end -= 1;
    if (start >= end) return null;
    return { start: this.units.toCodePoints(start), end: this.units.toCodePoints(end) };
  }

  /** The code point that follows a DOM position. */
  point(node: Node, offset: number): number {
    return this.units.toCodePoints(this.#offset(node, offset));
  }

  /** The code point at a place of the viewport; null if it is not over the article. The engine also accepts places a
   * little beside a word. */
  at(x: number, y: number): number | null {
    const caret = this.root.ownerDocument.caretRangeFromPoint(x, y);
    if (!caret || !this.root.contains(caret.startContainer)) return null;
    return this.point(caret.startContainer, caret.startOffset);
  }

  /** Converts a UTF-16 offset in the text to one in the DOM's text. Next to a soft hyphen, an end is placed before
   * the hyphen, a start after it. */
  inDom(offset: number, end: boolean): number {
    return offset + before(this.#hyphens, (at) => (end ? at < offset : at <= offset));
  }

  /** UTF-16 offset in the text of a DOM position. */
  #offset(node: Node, offset: number): number {
    const inDom = this.#offsetInDom(node, offset);
    return inDom - before(this.#hyphens, (at, n) => at + n < inDom);
  }

  #offsetInDom(node: Node, offset: number): number {
    if (node.nodeType === Node.TEXT_NODE) {
      const index = this.#nodes.indexOf(node as Text);
      if (index >= 0) return (this.#starts[index] ?? 0) + offset;
    }
    // The position is between elements: find the first text node after it.
    const place = this.root.ownerDocument.createRange();
    place.setStart(node, offset);
    place.collapse(true);
    let low = 0;
    let high = this.#nodes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const text = this.#nodes[middle];
      if (text && place.comparePoint(text, 0) < 0) low = middle + 1;
      else high = middle;
    }
    return this.#starts[low] ?? this.units.text.length + this.#hyphens.length;
  }

  /** The text node and the offset within it for a UTF-16 offset in the text. At a node boundary an end stays in the
   * earlier node. */
  #place(at: number, end: boolean): [Text, number] | null {
    const offset = this.inDom(at, end);
    let low = 0;
    let high = this.#nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const start = this.#starts[middle] ?? 0;
      if (end ? start < offset : start <= offset) low = middle;
      else high = middle - 1;
    }
    const node = this.#nodes[low];
    return node ? [node, Math.min(offset - (this.#starts[low] ?? 0), node.length)] : null;
  }
}

/** The number of leading items for which `does` is true, by binary search. */
function before(list: number[], does: (value: number, n: number) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (does(list[middle] ?? 0, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
