/** Lays out and draws the blocks in view of a long article at once, the rest a frame later. */

import type { ArticleText } from "../anchor/text";

/** How much fits into the view at the current settings. */
export interface Room {
  /** Number of lines in view. */
  lines: number;
  /** Number of letters in a line, and the height of a line in pixels. */
  letters: number;
  height: number;
}

/** Minimum number of lines that a block counts as: a block of little text may be tall, such as an image or a
 * table. */
const LEAST = 3;
/** Space below a block as in `frame.css`, in lines, approximately. */
const GAP = 0.85;
/** Number of lines before the place that are taken to be in view. */
const ABOVE = 4;

/** The blocks of an article around a place, and a style sheet that leaves out all others. */
export interface Around {
  /** Indices of the first of these blocks, and of the first one after them, among the children of the article's
   * body. */
  first: number;
  end: number;
  css: string;
}

/**
 * The blocks in view around a place, and a style sheet that leaves out the others and gives them their approximate
 * height. Null if too little would be left out to be worth it. `from` is an offset in UTF-16 code units.
 */
export function around(text: ArticleText, from: number, room: Room): Around | null {
  /** For each block, the number of lines its words fill (`filled`) and the number it counts as (`lines`). */
  const filled: number[] = [];
  const lines: number[] = [];
  const sum = (of: number[]) => of.reduce((total, n) => total + n, 0);
  let [at, before] = [from <= 0 ? 0 : -1, 0];
  for (const node of text.root.childNodes) {
    const units = text.plain(node.textContent ?? "").length;
    before += units;
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    if (at < 0 && before > from) at = lines.length;
    const full = Math.ceil(units / room.letters);
    filled.push(full);
    lines.push(Math.max(LEAST, full));
  }
  // The place is not at the very top of the view, so blocks before it are in view too.
  let [first, above] = [at, 0];
  while (first > 0 && above < ABOVE) above += filled[--first] ?? 0;
  let seen = 0;
  let end = first;
  while (end < lines.length && (end <= at || seen < room.lines * 1.5)) {
    if (end >= at) seen += lines[end] ?? 0;
    end += 1;
  }
  const left = [...lines.slice(0, first), ...lines.slice(end)];
  if (at < 0 || sum(left) < room.lines) return null;
  const height = Math.round((sum(left) / left.length + GAP) * room.height);
  return { first, end, css: `body > :nth-child(-n + ${first}), body > :nth-child(n + ${end + 1}) { content-visibility: hidden; contain-intrinsic-block-size: ${height}px; }` };
}
