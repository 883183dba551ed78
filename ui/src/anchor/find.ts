/** Words looked for in a text as a reader types them: case, marks and looks do not matter. Offsets are UTF-16 units. */

import type { Span } from "./text";

/** A text made comparable, with the way back. */
export class Searchable {
  readonly #folded: string;
  /** For each unit of the folded text where it comes from, and where that ends. */
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;

  constructor(text: string) {
    const pieces: string[] = [];
    const from: number[] = [];
    const to: number[] = [];
    let offset = 0;
    for (const c of text) {
      const end = offset + c.length;
      const folded = fold(c);
      // A mark belongs to the letter before it.
      if (folded === "" && to.length > 0) to[to.length - 1] = end;
      pieces.push(folded);
      for (let n = 0; n < folded.length; n += 1) {
        from.push(offset);
        to.push(end);
      }
      offset = end;
    }
    this.#folded = pieces.join("");
    this.#from = Uint32Array.from(from);
    this.#to = Uint32Array.from(to);
  }

  /** The places of a query, in order; no more than `most`. White space stands for any amount of it. */
  find(query: string, most = 1000): Span[] {
    const words = [...query].map(fold).join("").trim();
    if (words === "") return [];
    const pattern = new RegExp(words.split(/\s+/).map(escape).join("\\s+"), "gu");
    const found: Span[] = [];
    for (const match of this.#folded.matchAll(pattern)) {
      const last = match.index + match[0].length - 1;
      found.push({ start: this.#from[match.index] ?? 0, end: this.#to[last] ?? 0 });
      if (found.length === most) break;
    }
    return found;
  }
}

const PLAIN: Record<string, string> = { "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-", "…": "...", "\u00AD": "", "\u200B": "" };

function fold(c: string): string {
  if (c <= "\u007F") return c.toLowerCase();
  return PLAIN[c] ?? c.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function escape(words: string): string {
  return words.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
