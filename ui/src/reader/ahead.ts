/** Of a long article, what is in view is laid out and drawn at once, the rest a frame later. */

import type { ArticleText } from "../anchor/text";

/** How much there is room for, at the reader's settings. */
export interface Room {
  /** Lines in view. */
  lines: number;
  /** Letters in a line, and its height in pixels. */
  letters: number;
  height: number;
}

/** A block of little text may be tall: an image, a table. It counts as so many lines. */
const LEAST = 3;
/** The space below a block, as `frame.css` has it: lines, about. */
const GAP = 0.85;
/** So many lines before the place are in view. */
const ABOVE = 4;

/** The blocks of an article around a place, and the style sheet that leaves out all others. */
export interface Around {
  /** The first of the blocks, and the first behind them: children of the article's body. */
  first: number;
  end: number;
  css: string;
}

/**
 * What will be in view of an article at a place, the rest left out and as high as it will be, about; null for an
 * article that is not worth it. `from` counts in UTF-16 code units.
 */
export function around(text: ArticleText, from: number, room: Room): Around | null {
  /** Of each block: the lines its words fill, and those it counts as. */
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
  // The place is not at the very top of what is in view.
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
