/**
 * Converts positions in a text. Outside this folder positions count Unicode code points, as in the library; browsers
 * count UTF-16 code units. This folder is the only place that converts.
 */

/** A text with conversions between code points and UTF-16 units. A lone surrogate counts as one code point. */
export class Units {
  /** For every 1,024th code point, the UTF-16 offset at which it starts. Null if both units agree throughout. */
  readonly #steps: number[] | null;
  readonly length: number;

  constructor(readonly text: string) {
    // oxlint-disable-next-line no-control-regex
    if (!/[\uD800-\uDFFF]/.test(text)) {
      this.#steps = null;
      this.length = text.length;
      return;
    }
    this.#steps = [];
    let units = 0;
    let points = 0;
    for (const c of text) {
      if (points % STEP === 0) this.#steps.push(units);
      units += c.length;
      points += 1;
    }
    this.length = points;
  }

  /** The UTF-16 offset of a code point; the length of the text if `point` is past the end. */
  toUtf16(point: number): number {
    if (!this.#steps) return Math.min(point, this.text.length);
    if (point >= this.length) return this.text.length;
    let units = this.#steps[Math.floor(point / STEP)] ?? 0;
    for (let n = point % STEP; n > 0; n -= 1) units += this.#width(units);
    return units;
  }

  /** The code point at a UTF-16 offset. An offset inside a surrogate pair counts as the start of the pair. */
  toCodePoints(offset: number): number {
    if (!this.#steps) return Math.min(offset, this.text.length);
    let low = 0;
    let high = this.#steps.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#steps[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    let units = this.#steps[low] ?? 0;
    let points = low * STEP;
    while (units < this.text.length) {
      const next = units + this.#width(units);
      if (next > offset) break;
      units = next;
      points += 1;
    }
    return points;
  }

  #width(at: number): number {
    return (this.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
}

const STEP = 1024;
