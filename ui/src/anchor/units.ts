/**
 * Positions in a text. Outside this folder they count Unicode code points, as the library does; a
 * browser counts UTF-16 code units. The one place that converts.
 */

/** A text with a way between both units. Lone surrogates count as one code point. */
export class Units {
  /** For every 1,024th code point, the UTF-16 offset it starts at; only where the two differ. */
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

  /** The UTF-16 offset of a code point; the text's end past it. */
  toUtf16(point: number): number {
    if (!this.#steps) return Math.min(point, this.text.length);
    if (point >= this.length) return this.text.length;
    let units = this.#steps[Math.floor(point / STEP)] ?? 0;
    for (let n = point % STEP; n > 0; n -= 1) units += this.#width(units);
    return units;
  }

  /** The code point at a UTF-16 offset; one inside a pair counts as its start. */
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
