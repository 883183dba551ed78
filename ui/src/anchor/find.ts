/** Finds words in a text. Case, accents and typographic variants of a character are ignored. Offsets are UTF-16
 * units. */

import type { Span } from "./text";

/** A text folded for comparison, with a map from the folded text back to the original. */
export class Searchable {
  readonly #folded: string;
  /** For each UTF-16 unit of the folded text, the offsets where its original character starts and ends. */
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
      // A combining mark belongs to the letter before it.
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

  /** The places of a query, in order, at most `most`. White space in the query matches any amount of white space. */
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
